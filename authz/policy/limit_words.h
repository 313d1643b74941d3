// Limits in words.

#ifndef AUTHZ_POLICY_LIMIT_WORDS_H_
#define AUTHZ_POLICY_LIMIT_WORDS_H_

#include <string>

#include "authz/facts/fact.h"
#include "authz/policy/policy.h"

namespace authz {

// What is beyond `narrow` and within `wide`, by the limits that `fact` is
// about, such as "the group has 2001 to 3000 members". "" where nothing is.
std::string BetweenLimits(Fact fact, const FactParameters& narrow,
                          const FactParameters& wide);

}  // namespace authz

#endif  // AUTHZ_POLICY_LIMIT_WORDS_H_
