// Policy files for tests of the command.

#ifndef TESTS_CLI_POLICY_FILES_H_
#define TESTS_CLI_POLICY_FILES_H_

#include <string>

namespace cli {

// The path of a file with the embedded policy in which `from`, which must be in
// it once, is replaced.
std::string PolicyFileWith(const std::string& from, const std::string& to);

}  // namespace cli

#endif  // TESTS_CLI_POLICY_FILES_H_
