// The flags of the decision log and of the operation log.

#ifndef SERVER_DECISION_LOG_LOG_FLAGS_H_
#define SERVER_DECISION_LOG_LOG_FLAGS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/decision_log/decision_log_options.h"
#include "server/operation_log/operation_log.h"

namespace server {

inline constexpr absl::string_view kLogFlags[] = {
    "decision_log",
    "decision_log_facts",
    "decision_log_hash_ids",
    "decision_log_hash_key",
    "decision_log_filter",
    "decision_log_sample_allows",
    "decision_log_full",
    "decision_log_queue_bytes",
    "log_format",
    "log_level",
};

struct OperationLogOptions {
  LogFormat format = LogFormat::kAuto;
  LogLevel least_level = LogLevel::kInfo;
};

// What the flags say. The error is one line that names the flag.
absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags();
absl::StatusOr<OperationLogOptions> OperationLogOptionsFromFlags();

}  // namespace server

#endif  // SERVER_DECISION_LOG_LOG_FLAGS_H_
