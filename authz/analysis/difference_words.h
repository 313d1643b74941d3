// Describes the requests that two policies decide differently, for people who
// do not know the names of facts.

#ifndef AUTHZ_ANALYSIS_DIFFERENCE_WORDS_H_
#define AUTHZ_ANALYSIS_DIFFERENCE_WORDS_H_

#include <string>
#include <vector>

#include "authz/analysis/difference.h"
#include "authz/policy/policy.h"

namespace authz {

// What holds for the requests of a case of `difference`, and for no others that
// satisfy what both rules require: one clause such as "the actor is a Company
// Admin" for each aspect that the case says something about. The limits are
// those of the two policies.
std::vector<std::string> InWords(const ActionDifference& difference,
                                 const ChangedCase& changed,
                                 const FactParameters& old_parameters,
                                 const FactParameters& new_parameters);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_DIFFERENCE_WORDS_H_
