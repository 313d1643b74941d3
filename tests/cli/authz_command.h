// The command `authz` in tests: the real program.

#ifndef TESTS_CLI_AUTHZ_COMMAND_H_
#define TESTS_CLI_AUTHZ_COMMAND_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/support/subprocess.h"

namespace cli {

// Runs `authz`. What it prints has "VERSION" where the hash of a policy's
// version stands, so that tests outlive changes of the policy.
testing_support::Finished RunAuthz(
    const std::vector<std::string>& arguments,
    const testing_support::ProgramOptions& options = {});

// That `authz` refuses these arguments: it prints that error and nothing else,
// and ends with status 2.
void ExpectBadUsage(const std::vector<std::string>& arguments,
                    absl::string_view error);

// A file of that text, in a folder of the test's own.
std::string TestFile(const std::string& name, const std::string& text);

}  // namespace cli

#endif  // TESTS_CLI_AUTHZ_COMMAND_H_
