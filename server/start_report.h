// Says what runs: the line `serving` of the operation log, and the addresses on
// stdout.

#ifndef SERVER_START_REPORT_H_
#define SERVER_START_REPORT_H_

#include "absl/strings/string_view.h"
#include "server/operation_log/operation_log.h"
#include "server/running.h"

namespace server {

// Logs the line `serving`: version, policy, addresses and the flags in force.
void LogStart(const Running& running);

// A line on stdout for whoever started it, such as "listening on ADDRESS".
// Programs wait for that text; where the log is asked to be JSON, a collector
// takes both streams. Lost where stdout has no room.
void PrintAddress(absl::string_view what, absl::string_view address,
                  LogFormat format);

}  // namespace server

#endif  // SERVER_START_REPORT_H_
