// How policy tests came out, as text.

#ifndef CLIENT_FORMAT_TEST_REPORT_H_
#define CLIENT_FORMAT_TEST_REPORT_H_

#include <string>

#include "client/format/style.h"
#include "client/test_report.pb.h"

namespace client {

// Every case that failed with what differs and how its decision came about, or
// where none did, every file; and last a line of "3 passed, 1 failed".
std::string FormatTestReport(
    const conversations::authz::client::TestReport& report, const Style& style);

// What is wrong with a case that failed: what differs, a line each, and how the
// decision came about.
std::string FormatFailedCase(
    const conversations::authz::client::TestedCase& tested, const Style& style);

}  // namespace client

#endif  // CLIENT_FORMAT_TEST_REPORT_H_
