// Lists everything that is wrong or useless in a policy file, and what its
// defaults open, for the person who writes it.

#ifndef AUTHZ_ANALYSIS_LINT_H_
#define AUTHZ_ANALYSIS_LINT_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "authz/policy/compile_parts.h"
#include "authz/policy/policy.h"
#include "authz/text/issue.h"

namespace authz {

// The issues of a policy file, in its order: errors, for which LoadPolicy
// refuses the file, and warnings about parts without effect. A file with errors
// has its warnings too, save for those that the errors could be the cause of: a
// name that is misspelt is taken for the one that it is nearest to. A file
// without errors has notes, of which none is a mistake.
std::vector<Issue> LintPolicy(absl::string_view text);

// Adds a warning for every requirement and group that no rule uses, and for
// every fact that none reads. What a misspelt name is nearest to counts as
// used.
void WarnOfUnused(const PolicyFile& file, std::vector<Issue>& issues);

// Adds a warning for every requirement that no facts can fail, and for every
// one that is superfluous in a group or a rule, as superfluous.h says. To do as
// all the warnings say changes no decision and no reason. Requirements with an
// error in their facts and names that are not defined are passed over.
void WarnOfSuperfluous(const PolicyFile& file, std::vector<Issue>& issues);

// Adds a note for every default setting that opens actions: the actions that
// are allowed to some request that leaves the setting out, and would not be if
// it had no default. Exact, as difference.h says. `policy` is that of `text`,
// and `file` what was read from it.
void NoteDefaults(absl::string_view text, const CompiledPolicy& policy,
                  const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_LINT_H_
