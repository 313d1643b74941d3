// Reads the policy test files that a command line names.

#ifndef CLI_CASE_FILES_H_
#define CLI_CASE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "authz/policy_tests/case.h"

namespace cli {

struct CaseFile {
  std::string path;
  // At least one.
  std::vector<authz::TestCase> cases;
};

// The files of `paths`, in order. A path to a folder stands for all files in it
// that end in ".txtpb", by name, and not for those in folders below. Files of
// fixtures only are left out. The error is INVALID_ARGUMENT, with a line for
// every mistake in every file and for every path that cannot be read or has no
// file, or for every path where there is no case in any.
absl::StatusOr<std::vector<CaseFile>> ReadCaseFiles(
    absl::Span<const std::string> paths);

}  // namespace cli

#endif  // CLI_CASE_FILES_H_
