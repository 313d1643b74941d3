// Parses the operation log of a real server: the JSON lines on its stderr.

#ifndef TESTS_SUPPORT_OPERATION_LOG_H_
#define TESTS_SUPPORT_OPERATION_LOG_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/support/subprocess.h"

namespace testing_support {

// A line, by the names of its fields. Numbers are in digits.
using LogLine = std::map<std::string, std::string>;

// The line, or that alone as "not_a_log_line" which is none.
LogLine ParseLogLine(absl::string_view text);

// Of all that was printed.
std::vector<LogLine> ParseLog(absl::string_view text);

// What somebody should look at: the lines that are warnings, errors or not of
// the log.
std::string Complaints(absl::string_view text);

// The next line whose message starts so; those before it are passed over.
absl::StatusOr<LogLine> ReadLogLine(Process& process,
                                    absl::string_view message);

// The same of what was reloaded, such as "certificate": how that went and what
// there is to say of it, "MESSAGE: DETAIL".
std::string ReadReloadReport(Process& process, const std::string& what);

// The same of several, by what they are of, in whatever order they come.
std::map<std::string, std::string> ReadReloadReports(
    Process& process, const std::vector<std::string>& whats);

}  // namespace testing_support

#endif  // TESTS_SUPPORT_OPERATION_LOG_H_
