#include "server/decision_log/line_queue.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace server {
namespace {

constexpr std::int64_t kMostGrain = std::int64_t{64} * 1024;

// Of the memory that a part keeps when it is empty: enough for the lines of a
// batch of 10,000 checks where there is room for that, and all parts together
// about as much as there is room for.
constexpr std::size_t kLeastKept = std::size_t{64} * 1024;
constexpr std::size_t kMostKept = std::size_t{8} * 1024 * 1024;

// Lines that come within it are written together.
constexpr absl::Duration kGather = absl::Milliseconds(10);

// But no more than this in a part, so that what is filled next is memory that
// was used before, and in a cache.
constexpr std::int64_t kMostGathered = std::int64_t{256} * 1024;

// Threads that serve calls, and threads for long batches: one of each for every
// core.
int PartCount() {
  constexpr int kThreadsPerCore = 2;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return std::max(1, cores) * kThreadsPerCore;
}

}  // namespace

LineQueue::LineQueue(std::size_t max_bytes, WhenFull when_full, Waker& waker)
    : max_bytes_(max_bytes),
      when_full_(when_full),
      grain_(std::clamp<std::int64_t>(
          static_cast<std::int64_t>(max_bytes) / (2 * PartCount()), 1,
          kMostGrain)),
      most_kept_(std::clamp<std::size_t>(max_bytes / PartCount(), kLeastKept,
                                         kMostKept)),
      waker_(waker),
      free_(static_cast<std::int64_t>(max_bytes)) {
  const int parts = PartCount();
  parts_.reserve(parts);
  for (int i = 0; i < parts; ++i) parts_.push_back(std::make_unique<Part>());
}

LineQueue::Part& LineQueue::PartOfThread() {
  static std::atomic<unsigned> threads = 0;
  thread_local const unsigned number = threads++;
  return *parts_[number % parts_.size()];
}

void LineQueue::Append(int lines, absl::FunctionRef<void(TextBuffer&)> render) {
  Part& part = PartOfThread();
  do {
    if (TryAppend(part, lines, render)) {
      // Either this sees that the thread waits, or that one sees the line.
      if (is_idle_.load() && is_idle_.exchange(false)) waker_.Wake();
      return;
    }
  } while (WaitForRoom());
  const absl::MutexLock lock(&part.mutex);
  part.dropped += lines;
  part.all_dropped += lines;
}

bool LineQueue::TryAppend(Part& part, int lines,
                          absl::FunctionRef<void(TextBuffer&)> render) {
  const absl::MutexLock lock(&part.mutex);
  while (static_cast<std::int64_t>(part.bytes.size()) >= part.room) {
    if (!TakeRoom(part)) return false;
  }
  render(part.bytes);
  part.lines += lines;
  part.all_lines += lines;
  if (part.lines >= enough_) Hurry();
  return true;
}

bool LineQueue::TakeRoom(Part& part) {
  const std::int64_t before = free_.fetch_sub(grain_);
  const bool has_room = before > 0;
  if (has_room) {
    part.room += grain_;
  } else {
    free_ += grain_;
  }
  if (before < static_cast<std::int64_t>(max_bytes_ / 2) ||
      part.room >= kMostGathered) {
    Hurry();
  }
  return has_room;
}

void LineQueue::Hurry() {
  if (!is_hurried_ && !is_hurried_.exchange(true)) waker_.Wake();
}

bool LineQueue::WaitForRoom() {
  if (when_full_ == WhenFull::kDrop) return false;
  std::unique_lock<std::mutex> lock(room_mutex_);
  while (free_ <= 0 && SteadyClock::now() < block_until_) {
    room_came_.wait_until(lock, block_until_);
  }
  return SteadyClock::now() < block_until_;
}

void LineQueue::StopBlockingAfter(absl::Duration time) {
  const std::lock_guard<std::mutex> lock(room_mutex_);
  block_until_ = SteadyTimeAfter(time);
  room_came_.notify_all();
}

bool LineQueue::IsEmpty() const {
  return std::all_of(parts_.begin(), parts_.end(), [](const auto& part) {
    const absl::MutexLock lock(&part->mutex);
    return part->bytes.size() == 0 && part->dropped == 0;
  });
}

void LineQueue::WaitForLines() {
  is_idle_ = true;
  if (IsEmpty()) waker_.Wait(absl::InfiniteDuration());
  is_idle_ = false;
}

void LineQueue::Gather(std::int64_t enough) {
  enough_ = enough;
  if (!is_hurried_) waker_.Wait(kGather);
  is_hurried_ = false;
}

void LineQueue::Take(int part, Taken& taken) {
  taken.bytes.Truncate(0);
  if (taken.bytes.capacity() > most_kept_) TextBuffer().swap(taken.bytes);
  Part& from = *parts_[part];
  const absl::MutexLock lock(&from.mutex);
  taken.bytes.swap(from.bytes);
  from.lines = 0;
  taken.dropped = std::exchange(from.dropped, 0);
  taken.room = std::exchange(from.room, 0);
}

void LineQueue::Release(const Taken& taken) {
  if (taken.room == 0) return;
  free_ += taken.room;
  const std::lock_guard<std::mutex> lock(room_mutex_);
  room_came_.notify_all();
}

std::int64_t LineQueue::used_bytes() const {
  return static_cast<std::int64_t>(max_bytes_) - free_;
}

std::int64_t LineQueue::SumOf(std::int64_t Part::*count) const {
  std::int64_t sum = 0;
  for (const auto& part : parts_) {
    const absl::MutexLock lock(&part->mutex);
    sum += (*part).*count;
  }
  return sum;
}

std::int64_t LineQueue::appended_lines() const {
  return SumOf(&Part::all_lines);
}

std::int64_t LineQueue::dropped_lines() const {
  return SumOf(&Part::all_dropped);
}

}  // namespace server
