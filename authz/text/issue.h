// A mistake, a warning or a note about a policy file, for the person who wrote
// it.

#ifndef AUTHZ_TEXT_ISSUE_H_
#define AUTHZ_TEXT_ISSUE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace authz {

// An error keeps a policy from being loaded; a warning does not. A note says
// what is as it may be, and is no mistake.
enum class Severity { kError, kWarning, kNote };

// "error", "warning" or "note".
absl::string_view SeverityName(Severity severity);

struct Issue {
  // Both count from 1. 0: the issue is about the file as a whole.
  int line = 0;
  int column = 0;
  // What is wrong and what to do about it.
  std::string message;
  Severity severity = Severity::kError;
};

// One line of UTF-8 per issue, as compilers write it: "FILE:LINE:COLUMN:
// SEVERITY: MESSAGE". Bytes of a message that have no place in one are escaped.
std::string FormatIssues(absl::string_view file,
                         const std::vector<Issue>& issues);

// Puts them in the order of the file.
void SortIssues(std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_TEXT_ISSUE_H_
