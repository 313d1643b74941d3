// The result of policy tests, as text.

#ifndef CLI_FORMAT_TEST_REPORT_H_
#define CLI_FORMAT_TEST_REPORT_H_

#include <string>

#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// Every case that failed with what differs and how its decision came about, or
// where none did, every file; and last a line of "3 passed, 1 failed".
std::string FormatTestReport(
    const conversations::authz::cli::TestReport& report, const Style& style);

// What is wrong with a case that failed: what differs, a line each, and how the
// decision came about.
std::string FormatFailedCase(
    const conversations::authz::cli::TestedCase& tested, const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_TEST_REPORT_H_
