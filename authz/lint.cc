#include "authz/lint.h"

#include "authz/lint_requirements.h"
#include "authz/lint_usage.h"
#include "authz/load.h"
#include "authz/policy_file.h"

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
