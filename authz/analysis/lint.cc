#include "authz/analysis/lint.h"

#include "authz/analysis/load.h"

namespace authz {

std::vector<Issue> LintPolicy(absl::string_view text) {
  const CompileResult loaded = LoadPolicy(text);
  std::vector<Issue> issues = loaded.issues;
  PolicyFile file;
  // The issues of reading are among those of loading.
  std::vector<Issue> known;
  if (ReadTextFile(text, file, known)) {
    WarnOfUnused(file, issues);
    WarnOfSuperfluous(file, issues);
    if (loaded.policy.has_value()) {
      NoteDefaults(text, *loaded.policy, file, issues);
    }
    SortIssues(issues);
  }
  return issues;
}

}  // namespace authz
