#include "server/decision_log/line_queue.h"

#include <utility>

namespace server {
namespace {

// Lines are kept in blocks of so many bytes, so that none is ever moved. A
// longer line has one of its own.
constexpr std::size_t kBlockBytes = std::size_t{256} << 10U;

// Lines that come within it are written together, unless they fill a block.
constexpr std::chrono::milliseconds kGather(10);

}  // namespace

bool LineQueue::Admit() {
  if (used_bytes_ < max_bytes_) return true;
  std::unique_lock<std::mutex> lock(mutex_);
  const auto has_room = [this] { return used_bytes_ < max_bytes_; };
  if (when_full_ == WhenFull::kBlock) {
    while (!has_room() && SteadyClock::now() < block_until_) {
      room_came_.wait_until(lock, block_until_);
    }
  }
  if (has_room()) return true;
  ++dropped_lines_;
  ++untold_drops_;
  return false;
}

void LineQueue::Append(absl::string_view line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (blocks_.empty() || blocks_.back().size() + line.size() > kBlockBytes) {
    blocks_.emplace_back().reserve(std::max(kBlockBytes, line.size()));
  }
  blocks_.back().append(line.data(), line.size());
  const std::size_t before = waiting_bytes_;
  waiting_bytes_ += line.size();
  used_bytes_ += line.size();
  ++appended_lines_;
  // Take waits for these two.
  if (before == 0 || (before < kBlockBytes && waiting_bytes_ >= kBlockBytes)) {
    lines_came_.notify_one();
  }
}

void LineQueue::StopBlockingAfter(absl::Duration time) {
  const std::lock_guard<std::mutex> lock(mutex_);
  block_until_ = SteadyTimeAfter(time);
  room_came_.notify_all();
}

LineQueue::Taken LineQueue::Take(bool wait) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (wait) {
    lines_came_.wait(lock, [this] {
      return is_interrupted_ || waiting_bytes_ > 0 || untold_drops_ > 0;
    });
    lines_came_.wait_for(lock, kGather, [this] {
      return is_interrupted_ || waiting_bytes_ >= kBlockBytes ||
             used_bytes_ >= max_bytes_;
    });
  }
  is_interrupted_ = false;
  waiting_bytes_ = 0;
  return {std::exchange(blocks_, {}), std::exchange(untold_drops_, 0)};
}

void LineQueue::Release(std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  used_bytes_ -= bytes;
  room_came_.notify_all();
}

void LineQueue::Interrupt() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_interrupted_ = true;
  lines_came_.notify_one();
}

}  // namespace server
