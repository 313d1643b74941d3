#include "authz/issue.h"

#include "absl/strings/str_cat.h"

namespace authz {

std::string FormatIssues(absl::string_view file,
                         const std::vector<Issue>& issues) {
  std::string text;
  for (const Issue& issue : issues) {
    absl::StrAppend(&text, file, ":");
    if (issue.line > 0) {
      absl::StrAppend(&text, issue.line, ":", issue.column, ":");
    }
    absl::StrAppend(&text, " error: ", issue.message, "\n");
  }
  return text;
}

}  // namespace authz
