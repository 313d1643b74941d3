// Until when to wait, whatever becomes of the time of day.

#ifndef SERVER_DECISION_LOG_STEADY_TIME_H_
#define SERVER_DECISION_LOG_STEADY_TIME_H_

#include <algorithm>
#include <chrono>

#include "absl/time/time.h"

namespace server {

using SteadyClock = std::chrono::steady_clock;

// After that much time; a year at the most, so that more can be added.
inline SteadyClock::time_point SteadyTimeAfter(absl::Duration duration) {
  return SteadyClock::now() +
         absl::ToChronoNanoseconds(std::min(duration, absl::Hours(24 * 365)));
}

}  // namespace server

#endif  // SERVER_DECISION_LOG_STEADY_TIME_H_
