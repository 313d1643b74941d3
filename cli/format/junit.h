// The result of policy tests in JUnit's XML, which continuous integration
// systems read: a suite for each file.

#ifndef CLI_FORMAT_JUNIT_H_
#define CLI_FORMAT_JUNIT_H_

#include <string>

#include "cli/output.pb.h"

namespace cli {

// A document in UTF-8. Characters that XML cannot carry are written as escapes,
// such as "\x1b". No times: deciding takes none to speak of.
std::string FormatJunit(const conversations::authz::cli::TestReport& report);

}  // namespace cli

#endif  // CLI_FORMAT_JUNIT_H_
