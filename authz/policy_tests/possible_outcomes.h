// The outcomes that a requirement can have, and the values of a fact, under a
// policy.
//
// A test cannot show what no request can bring about: that a requirement fails
// which never does, or that a setting is unknown which the policy has a default
// for. Nothing of this is written down here. It follows from what is consistent
// (aspects.h), and from the facts that the extractor finds in requests
// that say as little as they can.

#ifndef AUTHZ_POLICY_TESTS_POSSIBLE_OUTCOMES_H_
#define AUTHZ_POLICY_TESTS_POSSIBLE_OUTCOMES_H_

#include <cstddef>
#include <cstdint>

#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/policy/policy.h"

namespace authz {

// The outcomes that requests for one action can have.
class PossibleOutcomes {
 public:
  // `policy` must outlive it.
  PossibleOutcomes(const CompiledPolicy& policy, v1::Action action);

  // Whether the requirement of that index in the action's rule can have the
  // outcome in some request. It decides where it fails and none before it does;
  // that is possible where it is with every fact known.
  bool CanBeSatisfied(std::size_t index) const;
  bool CanFail(std::size_t index) const;
  bool CanDecide(std::size_t index) const;
  bool CanBeUnknown(std::size_t index) const;

  // The facts that can be unknown.
  std::uint64_t CanBeUnknown() const;

 private:
  const Rule& rule_;
  // The facts of a request that gives nothing, and of one that gives a target
  // and an item and nothing of them: "all" over an empty list is true. A fact
  // that some request leaves unknown is unknown in one of them.
  Facts nothing_;
  Facts bare_lists_;
};

// Whether the fact has that value in some request.
bool CanBe(Fact fact, bool value);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_POSSIBLE_OUTCOMES_H_
