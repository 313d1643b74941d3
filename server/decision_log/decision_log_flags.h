// The flags of the decision log.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_FLAGS_H_
#define SERVER_DECISION_LOG_DECISION_LOG_FLAGS_H_

#include "absl/status/statusor.h"
#include "server/decision_log/decision_log_options.h"

namespace server {

// What the flags say. The error is one line that names the flag.
absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags();

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_FLAGS_H_
