#include "server/decision_log/line_writer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// Lines are kept in blocks of so many bytes, so that none is ever moved. A
// longer line has one of its own.
constexpr std::size_t kBlockBytes = std::size_t{256} << 10U;

// Lines that come within it are written together, unless they fill a block.
constexpr std::chrono::milliseconds kGather(10);

// Between two attempts to write to a file that failed.
constexpr std::chrono::milliseconds kRetry(100);

// A year at most, so that more can be added.
std::chrono::nanoseconds Bounded(absl::Duration duration) {
  return absl::ToChronoNanoseconds(std::min(duration, absl::Hours(24 * 365)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineWriter>> LineWriter::Start(
    const std::string& path, std::int64_t max_queue_bytes, WhenFull when_full,
    DropNotice drop_notice) {
  absl::StatusOr<std::unique_ptr<LineFile>> file = LineFile::Open(path);
  if (!file.ok()) return file.status();
  return std::unique_ptr<LineWriter>(new LineWriter(
      *std::move(file), max_queue_bytes, when_full, drop_notice));
}

LineWriter::LineWriter(std::unique_ptr<LineFile> file,
                       std::int64_t max_queue_bytes, WhenFull when_full,
                       DropNotice drop_notice)
    : max_queue_bytes_(max_queue_bytes),
      when_full_(when_full),
      drop_notice_(drop_notice),
      file_(std::move(file)),
      thread_(std::async(std::launch::async, [this] { Run(); })) {}

bool LineWriter::Admit() {
  if (queue_bytes_ < max_queue_bytes_) return true;
  std::unique_lock<std::mutex> lock(mutex_);
  while (queue_bytes_ >= max_queue_bytes_) {
    if (when_full_ == WhenFull::kDrop || Clock::now() >= block_until_) {
      ++dropped_lines_;
      return false;
    }
    room_came_.wait_until(lock, block_until_);
  }
  return true;
}

void LineWriter::Append(absl::string_view line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool begins_block =
      blocks_.empty() || blocks_.back().size() + line.size() > kBlockBytes;
  if (begins_block) {
    blocks_.emplace_back().reserve(std::max(kBlockBytes, line.size()));
  }
  blocks_.back().append(line.data(), line.size());
  queue_bytes_ += static_cast<std::int64_t>(line.size());
  ++appended_lines_;
  // The thread waits for the first and the second block.
  if (begins_block) work_came_.notify_one();
}

void LineWriter::Reopen() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_reopening_ = true;
  work_came_.notify_one();
}

void LineWriter::BeginEnding(absl::Duration time) {
  const std::lock_guard<std::mutex> lock(mutex_);
  dropped_before_ending_ = dropped_lines_;
  block_until_ = Clock::now() + Bounded(time);
  room_came_.notify_all();
}

std::int64_t LineWriter::Close(absl::Duration timeout) {
  end_ = Clock::now() + Bounded(timeout);
  std::unique_lock<std::mutex> lock(mutex_);
  is_closing_ = true;
  work_came_.notify_one();
  lock.unlock();
  // The thread ends by itself then, but for a file that it waits for.
  thread_.wait_until(end_.load() + 2 * kRetry);
  return appended_lines_ - written_lines_ + dropped_lines_ -
         dropped_before_ending_;
}

LineWriterStats LineWriter::stats() const {
  return {written_lines_,  written_bytes_, dropped_lines_,
          write_failures_, queue_bytes_,   max_queue_bytes_};
}

void LineWriter::Run() {
  pthread_setname_np(pthread_self(), "decision_log");
  for (bool is_last = false; !is_last;) {
    std::unique_lock<std::mutex> lock(mutex_);
    work_came_.wait(lock, [this] {
      return is_closing_ || is_reopening_ || !blocks_.empty() ||
             dropped_lines_ > told_drops_;
    });
    work_came_.wait_for(lock, kGather, [this] {
      return is_closing_ || is_reopening_ || blocks_.size() > 1 ||
             queue_bytes_ >= max_queue_bytes_;
    });
    is_last = is_closing_;
    const bool is_reopening = std::exchange(is_reopening_, false);
    std::deque<std::string> blocks = std::exchange(blocks_, {});
    const std::int64_t dropped = dropped_lines_ - told_drops_;
    lock.unlock();

    if (is_reopening || file_->IsReplaced()) OpenAgain();
    for (; !blocks.empty(); blocks.pop_front()) {
      const std::string& block = blocks.front();
      const absl::string_view written = Write(block);
      written_lines_ += std::count(written.begin(), written.end(), '\n');
      lock.lock();
      queue_bytes_ -= static_cast<std::int64_t>(block.size());
      room_came_.notify_all();
      lock.unlock();
    }
    if (dropped == 0) continue;
    static LogLimit limit(1, absl::Seconds(10));
    Log(limit, LogLevel::kWarning, "decision log drops lines",
        {{"dropped_lines", dropped_lines_.load()}});
    Write(drop_notice_(dropped));
    told_drops_ += dropped;
  }
}

absl::string_view LineWriter::Write(absl::string_view lines) {
  std::size_t done = 0;
  // The time is looked at also where the file takes all, but slowly.
  while (done < lines.size() && Clock::now() < end_.load()) {
    absl::string_view rest = lines.substr(done);
    const absl::Status status = file_->Write(rest);
    NoteResult(status);
    if (status.ok()) {
      const std::size_t written = lines.size() - done - rest.size();
      written_bytes_ += static_cast<std::int64_t>(written);
      done += written;
      continue;
    }
    std::this_thread::sleep_for(kRetry);
    if (file_->IsReplaced() && OpenAgain()) {
      // At the start of the line that was not done.
      done = lines.substr(0, done).rfind('\n') + 1;
    }
  }
  return lines.substr(0, done);
}

bool LineWriter::OpenAgain() {
  absl::StatusOr<std::unique_ptr<LineFile>> file =
      LineFile::Open(file_->path());
  static LogLimit limit(10, absl::Minutes(1));
  if (file.ok()) {
    file_ = *std::move(file);
    Log(limit, LogLevel::kInfo, "decision log reopened",
        {{"file", file_->path()}});
  } else {
    Log(limit, LogLevel::kError,
        "decision log not reopened, the old file is kept",
        {{"error", file.status().message()}});
  }
  return file.ok();
}

void LineWriter::NoteResult(const absl::Status& result) {
  if (!result.ok()) ++write_failures_;
  if (is_failing_ == !result.ok()) return;
  is_failing_ = !result.ok();
  static LogLimit limit(10, absl::Minutes(1));
  if (is_failing_) {
    Log(limit, LogLevel::kError, "decision log cannot be written",
        {{"error", result.message()}});
  } else {
    Log(limit, LogLevel::kInfo, "decision log is written again",
        {{"file", file_->path()}, {"dropped_lines", dropped_lines_.load()}});
  }
}

}  // namespace server
