// Lists everything that is wrong or useless in a policy file, for the person
// who writes it.

#ifndef AUTHZ_ANALYSIS_LINT_H_
#define AUTHZ_ANALYSIS_LINT_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "authz/text/issue.h"

namespace authz {

// In the order of the file: as errors what LoadPolicy refuses the file for, and
// as warnings what it takes but is of no use. A file with errors has its
// warnings too, save for those that the errors could be the cause of: a name
// that is misspelt is taken for the one that it is nearest to.
std::vector<Issue> LintPolicy(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_LINT_H_
