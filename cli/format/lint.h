// What was found in policy files, for people and for programs.

#ifndef CLI_FORMAT_LINT_H_
#define CLI_FORMAT_LINT_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/text/issue.h"
#include "cli/format/style.h"
#include "cli/lint.pb.h"

namespace cli {

struct LintResult {
  std::string path;
  std::vector<authz::Issue> issues;
};

conversations::authz::cli::LintReport LintToProto(
    absl::Span<const LintResult> results);

// As compilers write it, and a line that counts.
std::string FormatLint(const conversations::authz::cli::LintReport& report,
                       const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_LINT_H_
