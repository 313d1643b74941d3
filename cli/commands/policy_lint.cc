#include "cli/commands/policy_lint.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/analysis/lint.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/format/lint.h"
#include "cli/lint.pb.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  std::vector<std::string> paths = arguments;
  if (paths.empty()) paths = {""};
  std::vector<LintResult> results;
  results.reserve(paths.size());
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> text = base::ReadPolicyText(path);
    if (!text.ok()) return text.status();
    results.push_back({base::PolicyPathName(path), authz::LintPolicy(*text)});
  }
  const conversations::authz::cli::LintReport report = LintToProto(results);
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(report) : FormatLint(report, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), report.errors() + report.warnings() == 0
                                        ? kExitOk
                                        : kExitDenied};
}

}  // namespace

Command PolicyLintCommand() {
  return {
      "policy lint",
      "[FILE...]",
      "tell everything that is wrong or useless in policies",
      R"(Tells every issue in the files, or in the embedded policy, at once: by line and
column, with what to do about it. An error is what a server refuses the file for:
a mistake, or a guardrail that it breaks. A warning is what is of no use: a
requirement or a group that no rule uses, a fact that no rule reads, a requirement
that can never fail, or one that decides nothing in a rule since others imply it.
Exits with 0 where there is no issue, with 1 where there is one, and with 2 where
a file cannot be read.

Examples
  authz policy lint
  authz policy lint policy.txtpb
  authz policy lint old.txtpb new.txtpb --output=json
)",
      {"output", "color"},
      Run};
}

}  // namespace cli
