// Tells of the calls that the rules of --callers refuse. They reach no handler,
// which would.

#ifndef SERVER_NET_REFUSED_CALLERS_H_
#define SERVER_NET_REFUSED_CALLERS_H_

#include "absl/strings/string_view.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/caller_rules.h"

namespace server {

// What a client hears.
inline constexpr char kCallerRefused[] =
    "the client's certificate does not allow this call";

// Thread-safe.
class RefusedCallers {
 public:
  // Both may be null, and must outlive it.
  RefusedCallers(CallMetrics* metrics, DecisionLog* log)
      : metrics_(metrics), log_(log) {}

  // Counts the call of `caller`, and tells of it: in the decision log where it
  // asks for a decision, and in the operation log as far as the limit goes.
  void Note(const IncomingCall& call, absl::string_view caller) const;

 private:
  CallMetrics* const metrics_;
  DecisionLog* const log_;
};

}  // namespace server

#endif  // SERVER_NET_REFUSED_CALLERS_H_
