// Gives the text of a policy file to LoadPolicy.

#include "authz/policy/policy.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/load.h"
#include "authz/decide/decide.h"
#include "authz/facts/facts.h"
#include "authz/facts/truth.h"
#include "authz/text/issue.h"
#include "authz/text/utf8.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/target.h"

namespace fuzz {
namespace {

// How wide a line is as text editors count columns: a tab goes on to the next
// multiple of eight.
int WidthOf(absl::string_view line) {
  constexpr int kTab = 8;
  int width = 0;
  for (const char c : line) width += c == '\t' ? kTab - width % kTab : 1;
  return width;
}

// That the issue has a place in the file.
void RequireSound(const authz::Issue& issue,
                  const std::vector<absl::string_view>& lines,
                  absl::string_view shown) {
  Require(!issue.message.empty(), "an issue has a message", shown);
  if (issue.line == 0) {
    Require(issue.column == 0, "an issue of the whole file has no column",
            shown);
    return;
  }
  Require(issue.line > 0 && issue.line <= static_cast<int>(lines.size()),
          "an issue is in a line of the file", shown);
  // Behind the line's last character where something is missing there.
  Require(
      issue.column > 0 && issue.column <= WidthOf(lines[issue.line - 1]) + 1,
      "an issue is in a column of its line", shown);
}

}  // namespace

void RunTarget(absl::string_view input) {
  const authz::CompileResult loaded = authz::LoadPolicy(input);
  const std::string issues = authz::FormatIssues("f", loaded.issues);
  Require(loaded.policy.has_value() == loaded.issues.empty(),
          "there is a policy, or at least one issue", issues);
  Require(authz::IsUtf8(issues) &&
              std::count(issues.begin(), issues.end(), '\n') ==
                  static_cast<std::ptrdiff_t>(loaded.issues.size()),
          "issues are a line of UTF-8 each", issues);
  const std::vector<absl::string_view> lines = absl::StrSplit(input, '\n');
  for (const authz::Issue& issue : loaded.issues) {
    RequireSound(issue, lines, issues);
  }

  const authz::CompileResult again = authz::LoadPolicy(input);
  Require(issues == authz::FormatIssues("f", again.issues),
          "the same text has the same issues", issues);
  if (!loaded.policy.has_value()) return;
  Require(loaded.policy->version == again.policy->version &&
              authz::IsUtf8(loaded.policy->version),
          "the same text has the same version", loaded.policy->version);
  // Of the first rule, of no action, nothing is asked.
  Require(
      std::none_of(loaded.policy->rules.begin() + 1, loaded.policy->rules.end(),
                   [](const authz::Rule& rule) {
                     return Evaluate(rule, authz::Facts()).allowed ==
                            authz::Truth::kTrue;
                   }),
      "nothing is allowed of which nothing is known");
}

}  // namespace fuzz
