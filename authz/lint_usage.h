// Warns of what no rule makes use of.

#ifndef AUTHZ_LINT_USAGE_H_
#define AUTHZ_LINT_USAGE_H_

#include <vector>

#include "authz/issue.h"
#include "authz/policy_file.h"

namespace authz {

// Adds a warning for every requirement and group that no rule uses, and for
// every fact that none reads. What a misspelt name is nearest to counts as
// used.
void WarnOfUnused(const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_LINT_USAGE_H_
