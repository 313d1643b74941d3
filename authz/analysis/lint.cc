#include "authz/analysis/lint.h"

#include "authz/analysis/load.h"

namespace authz {

std::vector<Issue> LintPolicy(absl::string_view text) {
  std::vector<Issue> issues = LoadPolicy(text).issues;
  PolicyFile file;
  // The issues of reading are among those of loading.
  std::vector<Issue> known;
  if (ReadTextFile(text, file, known)) {
    WarnOfUnused(file, issues);
    WarnOfSuperfluous(file, issues);
    SortIssues(issues);
  }
  return issues;
}

}  // namespace authz
