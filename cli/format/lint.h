// The issues found in policy files, as a message and as text.

#ifndef CLI_FORMAT_LINT_H_
#define CLI_FORMAT_LINT_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/text/issue.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// Adds the file and its issues to the report.
void AddLintedFile(const std::string& path,
                   absl::Span<const authz::Issue> issues,
                   conversations::authz::cli::LintReport& report);

// As compilers write it, and a line that counts.
std::string FormatLint(const conversations::authz::cli::LintReport& report,
                       const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_LINT_H_
