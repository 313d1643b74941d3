#include "server/resources/memory_guard.h"

#include <utility>

namespace server {
namespace {

using std::chrono::milliseconds;

// Between two looks, and where more than half of the limit is taken: a peer on
// the same machine can send some ten MiB in between.
constexpr milliseconds kFarFromTheLimit(20);
constexpr milliseconds kNearTheLimit(5);

// To trim takes milliseconds.
constexpr milliseconds kBetweenTrims(20);

// In which refusing calls must have helped, where nothing else does.
constexpr milliseconds kPatience(2000);

// In which gRPC should have freed what it kept for those closed last. There is
// no waiting for it where an eighth of the limit has come on top.
constexpr milliseconds kBetweenClosings(200);

}  // namespace

MemoryGuard::MemoryGuard(std::int64_t max, Measure resident, Measure trimmed)
    : max_(max), resident_(std::move(resident)), trimmed_(std::move(trimmed)) {}

MemoryGuard::Look MemoryGuard::LookAt(Clock::time_point now) {
  const std::int64_t short_above = max_ / 4 * 3;
  std::int64_t memory = resident_().value_or(0);
  if (memory > short_above) {
    // What was so a moment ago still holds.
    if (now < next_trim_) return {kNearTheLimit, std::nullopt};
    next_trim_ = now + kBetweenTrims;
    memory = trimmed_().value_or(0);
  }
  if (memory <= short_above) {
    is_short_ = false;
    return {memory > max_ / 2 ? kNearTheLimit : kFarFromTheLimit, std::nullopt};
  }
  if (!is_short_) short_since_ = now;
  is_short_ = true;
  const bool close = memory > max_ || now - short_since_ >= kPatience;
  const bool may_wait = now < next_closing_ && memory <= closed_at_ + max_ / 8;
  if (!close || may_wait) return {kNearTheLimit, std::nullopt};
  next_closing_ = now + kBetweenClosings;
  closed_at_ = memory;
  return {kNearTheLimit, memory};
}

}  // namespace server
