// Counts and logs the calls that the rules of --callers refuse.

#ifndef SERVER_NET_REFUSED_CALLERS_H_
#define SERVER_NET_REFUSED_CALLERS_H_

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/caller_rules.h"

namespace server {

// What the client is told.
inline constexpr char kCallerRefused[] =
    "the client's certificate does not allow this call";

// Such calls reach no service, which would. Thread-safe.
class RefusedCallers {
 public:
  // Both may be null, and must outlive it.
  RefusedCallers(CallMetrics* metrics, DecisionLog* log)
      : counters_(metrics == nullptr ? nullptr : &metrics->AddThread()),
        log_(log) {}

  RefusedCallers(const RefusedCallers&) = delete;
  RefusedCallers& operator=(const RefusedCallers&) = delete;

  // Counts the call of `caller`, and tells of it: in the decision log where it
  // asks for a decision, and in the operation log as far as the limit goes.
  void Note(const IncomingCall& call, absl::string_view caller);

 private:
  absl::Mutex mutex_;
  // Of whichever thread holds the mutex; null: nothing is counted.
  ThreadCounters* const counters_ ABSL_PT_GUARDED_BY(mutex_);
  DecisionLog* const log_;
};

}  // namespace server

#endif  // SERVER_NET_REFUSED_CALLERS_H_
