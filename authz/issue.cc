#include "authz/issue.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace authz {

absl::string_view SeverityName(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

std::string FormatIssues(absl::string_view file,
                         const std::vector<Issue>& issues) {
  std::string text;
  for (const Issue& issue : issues) {
    absl::StrAppend(&text, file, ":");
    if (issue.line > 0) {
      absl::StrAppend(&text, issue.line, ":", issue.column, ":");
    }
    absl::StrAppend(&text, " ", SeverityName(issue.severity), ": ",
                    issue.message, "\n");
  }
  return text;
}

void SortIssues(std::vector<Issue>& issues) {
  std::stable_sort(
      issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
      });
}

}  // namespace authz
