#include "server/resources/memory_guard.h"

#include <algorithm>
#include <utility>

namespace server {
namespace {

using std::chrono::milliseconds;

// In which refusing calls should have helped.
constexpr milliseconds kRefusingTime(2000);

// In which gRPC should have freed what it kept for connections that were
// closed.
constexpr milliseconds kClosingTime(100);

}  // namespace

MemoryGuard::MemoryGuard(std::int64_t max, Measure measure)
    : max_(max), measure_(std::move(measure)) {}

std::optional<std::int64_t> MemoryGuard::Check(Clock::time_point now) {
  const std::int64_t short_above = max_ / 4 * 3;
  const std::int64_t memory = measure_(short_above).value_or(0);
  if (memory <= short_above) {
    is_short_ = false;
    return std::nullopt;
  }
  if (!is_short_) short_since_ = now;
  is_short_ = true;
  const Clock::time_point due =
      memory > max_ ? closed_ + kClosingTime
                    : std::max(short_since_, closed_) + kRefusingTime;
  if (now < due) return std::nullopt;
  closed_ = now;
  return memory;
}

}  // namespace server
