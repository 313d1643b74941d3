// What the server tells its operator while it runs.

#ifndef SERVER_REPORT_H_
#define SERVER_REPORT_H_

#include "absl/strings/string_view.h"

namespace server {

// Writes a line to stderr, in one piece, so that it stays together whoever else
// writes. Thread-safe.
void Report(absl::string_view message);

}  // namespace server

#endif  // SERVER_REPORT_H_
