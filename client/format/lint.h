// What was found in policy files, for people and for programs.

#ifndef CLIENT_FORMAT_LINT_H_
#define CLIENT_FORMAT_LINT_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/issue.h"
#include "client/format/style.h"
#include "client/lint.pb.h"

namespace client {

struct LintResult {
  std::string path;
  std::vector<authz::Issue> issues;
};

conversations::authz::client::LintReport LintToProto(
    absl::Span<const LintResult> results);

// As compilers write it, and a line that counts.
std::string FormatLint(const conversations::authz::client::LintReport& report,
                       const Style& style);

}  // namespace client

#endif  // CLIENT_FORMAT_LINT_H_
