#include "server/decision_log/line_writer.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/decision_log/line_packing.h"
#include "server/operation_log/log_time.h"
#include "server/operation_log/operation_log.h"
#include "server/operation_log/text_buffer.h"
#include "server/resources/thread_name.h"

namespace server {
namespace {

// Between two attempts to write to a file that failed.
constexpr absl::Duration kRetry = absl::Milliseconds(100);

// Between two attempts to make a file anew that was removed.
constexpr absl::Duration kReopen = absl::Seconds(1);

// A frame has so many bytes, and no more than come with its last lines.
constexpr std::size_t kFrameBytes = std::size_t{128} << 10U;

// Of the memory that lines are made ready in: a page of the largest size.
constexpr std::size_t kMostKept = std::size_t{2} << 20U;

// So many of such take turns, but no more, beyond the first, than a quarter of
// the queue's room. Half as many still took longer to fill.
constexpr std::size_t kMostTurns = 8;
constexpr std::size_t kRoomOfTurn = 4 * kMostKept;

// About what a line of a batch has.
constexpr std::size_t kLineBytes = 384;

// A reader that takes nothing for so long is a fault.
constexpr absl::Duration kSlowReader = absl::Seconds(1);

// A pipe without a reader is an error here, and not the end of the process.
void BlockSigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineWriter>> LineWriter::Start(
    const std::string& path, std::size_t max_bytes, WhenFull when_full,
    LineDictionary dictionary) {
  absl::StatusOr<LineFile> file = LineFile::Open(path);
  if (!file.ok()) return file.status();
  absl::StatusOr<std::unique_ptr<Waker>> waker = Waker::Create();
  if (!waker.ok()) return waker.status();
  auto writer = std::unique_ptr<LineWriter>(
      new LineWriter(*std::move(file), *std::move(waker), max_bytes, when_full,
                     std::move(dictionary)));
  writer->thread_ = std::thread(&LineWriter::Run, writer.get());
  return writer;
}

LineWriter::LineWriter(LineFile file, std::unique_ptr<Waker> waker,
                       std::size_t max_bytes, WhenFull when_full,
                       LineDictionary dictionary)
    : waker_(std::move(waker)),
      queue_(std::make_unique<LineQueue>(max_bytes, when_full, *waker_)),
      file_(std::move(file)),
      dictionary_(std::move(dictionary)),
      unpacker_(dictionary_),
      compressor_(dictionary_),
      resting_(std::clamp<std::size_t>(max_bytes / kRoomOfTurn, 1, kMostTurns) -
               1) {}

LineWriter::~LineWriter() {
  if (!closing_) Close(absl::ZeroDuration());
  thread_.join();
}

void LineWriter::Reopen() {
  reopening_ = true;
  waker_->Wake();
}

std::int64_t LineWriter::Close(absl::Duration timeout) {
  const SteadyClock::time_point end = SteadyTimeAfter(timeout);
  {
    const absl::MutexLock lock(&mutex_);
    end_ = end;
  }
  closing_ = true;
  waker_->Wake();
  // The thread ends by itself then, but for a file that it waits for.
  ended_.get_future().wait_until(end + 2 * absl::ToChronoNanoseconds(kRetry));
  // In this order: a note is counted before it is written.
  const std::int64_t written = written_lines_;
  return queue_->appended_lines() - (written - written_notes_);
}

SteadyClock::time_point LineWriter::end() const {
  const absl::MutexLock lock(&mutex_);
  return end_;
}

void LineWriter::Run() {
  NameThisThread("decision_log");
  BlockSigpipe();
  LineQueue::Taken taken;
  for (bool is_last = false; !is_last;) {
    // What was asked for since is found by it: Wake ends the next wait.
    if (!closing_ && !reopening_ && ready_.size() == 0) {
      queue_->WaitForLines();
    }
    is_last = closing_;
    ReopenIfNeeded();
    WriteQueue(taken);
    if (!is_last) queue_->Gather(EnoughLines());
  }
  ended_.set_value();
}

std::int64_t LineWriter::EnoughLines() const {
  if (!file_.is_filled()) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(file_.BestSize() / kLineBytes);
}

void LineWriter::WriteQueue(LineQueue::Taken& taken) {
  std::int64_t dropped = 0;
  const std::int64_t before = written_bytes_;
  for (int part = 0; part < queue_->parts(); ++part) {
    queue_->Take(part, taken);
    Write(taken.bytes.text());
    queue_->Release(taken);
    dropped += taken.dropped;
  }
  // Where there was much, more will come.
  if (written_bytes_ == before || closing_) WriteReady();
  if (dropped > 0) TellOfDropped(dropped);
}

bool LineWriter::Write(absl::string_view packed) {
  return file_.is_compressed() ? CompressAndWrite(packed)
                               : UnpackAndWrite(packed);
}

bool LineWriter::CompressAndWrite(absl::string_view packed) {
  while (true) {
    ready_lines_ += compressor_.Compress(packed, kFrameBytes, ready_);
    if (ready_.size() == 0) return true;
    if (!WriteReady()) return false;
  }
}

bool LineWriter::UnpackAndWrite(absl::string_view packed) {
  while (true) {
    if (ready_.size() == 0) Align();
    const std::size_t size = file_.BestSize();
    ready_lines_ += unpacker_.Unpack(packed, size, ready_);
    if (ready_.size() < size) return true;
    if (!WriteReady()) return false;
  }
}

void LineWriter::Align() {
  const std::size_t padding = file_.BestAlignment();
  // As if lines had ended there.
  if (padding > 0) std::memset(ready_.Extend(padding), '\n', padding);
  in_file_ = padding;
}

bool LineWriter::WriteReady() {
  const absl::string_view text = ready_.text();
  // The time is looked at also where the file takes all, but slowly.
  while (in_file_ < text.size() && SteadyClock::now() < end()) {
    const std::size_t unit_begin = UnitBegin(in_file_);
    std::size_t to = text.size();
    if (unit_begin < in_file_ && !is_failing_ && !file_.IsRemoved()) {
      // What is begun in a file ends there, where that takes it.
      if (reopening_ && !file_.is_compressed()) {
        to = text.find('\n', in_file_) + 1;
      }
    } else if (ReopenIfNeeded()) {
      in_file_ = unit_begin;
    }
    absl::string_view rest = text.substr(in_file_, to - in_file_);
    const absl::Status status = file_.Write(rest);
    if (!status.ok()) {
      WaitAfter(status);
      continue;
    }
    NoteSuccess();
    const std::size_t before = std::exchange(in_file_, to - rest.size());
    written_bytes_ += static_cast<std::int64_t>(in_file_ - before);
  }
  const bool is_written = in_file_ == text.size();
  written_lines_ += ready_lines_ - (is_written ? 0 : LinesAfter(in_file_));
  ready_lines_ = 0;
  in_file_ = 0;
  TakeNextBuffer();
  return is_written;
}

void LineWriter::TakeNextBuffer() {
  const bool was_much = ready_.size() >= file_.BestSize();
  ready_.Truncate(0);
  if (ready_.capacity() > kMostKept) TextBuffer().swap(ready_);
  if (!was_much || !file_.can_be_direct() || resting_.empty()) return;
  ready_.swap(resting_[next_]);
  next_ = (next_ + 1) % resting_.size();
}

std::size_t LineWriter::UnitBegin(std::size_t at) const {
  const absl::string_view text = ready_.text();
  if (file_.is_compressed()) return at < text.size() ? 0 : at;
  const std::size_t end = text.substr(0, at).rfind('\n');
  return end == absl::string_view::npos ? 0 : end + 1;
}

std::int64_t LineWriter::LinesAfter(std::size_t at) const {
  const absl::string_view text = ready_.text();
  if (file_.is_compressed()) return at < text.size() ? ready_lines_ : 0;
  return std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                    '\n');
}

void LineWriter::TellOfDropped(std::int64_t lines) {
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "decision log drops lines",
      {{"dropped_lines", absl::StrCat(queue_->dropped_lines())}});
  TextBuffer packed;
  PackedPart note = PackedPart::Line(packed);
  packed += "{\"time\":\"";
  AppendTime(absl::Now(), packed);
  packed += absl::StrCat("\",\"dropped_lines\":", lines, "}");
  note.End();
  // Before it is among the lines, so that Close returns no less than was lost.
  ++written_notes_;
  const bool is_written = Write(packed.text()) && WriteReady();
  if (!is_written) --written_notes_;
}

bool LineWriter::ReopenIfNeeded() {
  const bool is_asked = reopening_.exchange(false);
  if (!is_asked &&
      (SteadyClock::now() < next_reopening_ || !file_.IsRemoved())) {
    return false;
  }
  if (file_.is_stdout()) return false;
  const absl::Status status = file_.Reopen();
  if (status.ok()) {
    Log(LogLevel::kInfo, "decision log reopened", {{"file", file_.path()}});
  } else {
    static LogLimit limit(10, absl::Minutes(1));
    Log(limit, LogLevel::kError,
        "decision log not reopened, the old file is kept",
        {{"error", status.message()}});
  }
  // Also where the name stands for the file that was removed.
  if (file_.IsRemoved()) next_reopening_ = SteadyTimeAfter(kReopen);
  return status.ok();
}

void LineWriter::WaitAfter(const absl::Status& failure) {
  const absl::Duration left = absl::FromChrono(end() - SteadyClock::now());
  if (!absl::IsResourceExhausted(failure)) {
    NoteFailure(failure);
    waker_->Wait(std::min(left, kRetry));
    return;
  }
  if (!waiting_since_.has_value()) waiting_since_ = SteadyClock::now();
  waker_->Wait(std::min(left, kSlowReader), file_.fd());
  const SteadyClock::time_point now = SteadyClock::now();
  if (absl::FromChrono(now - *waiting_since_) < kSlowReader) return;
  waiting_since_ = now;
  NoteFailure(failure);
}

void LineWriter::NoteFailure(const absl::Status& failure) {
  ++failures_;
  if (std::exchange(is_failing_, true)) return;
  static LogLimit limit(10, absl::Minutes(1));
  Log(limit, LogLevel::kError, "decision log cannot be written",
      {{"error", failure.message()}});
}

void LineWriter::NoteSuccess() {
  waiting_since_.reset();
  if (!std::exchange(is_failing_, false)) return;
  static LogLimit limit(10, absl::Minutes(1));
  Log(limit, LogLevel::kInfo, "decision log is written again",
      {{"file", file_.path()},
       {"dropped_lines", absl::StrCat(queue_->dropped_lines())}});
}

}  // namespace server
