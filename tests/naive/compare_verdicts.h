// Compares what the engine and the naive evaluator make of facts.

#ifndef TESTS_NAIVE_COMPARE_VERDICTS_H_
#define TESTS_NAIVE_COMPARE_VERDICTS_H_

#include <cstdint>

#include "authz/facts/facts.h"
#include "authz/policy/policy.h"
#include "tests/naive/assignments.h"
#include "tests/naive/comparison.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"
#include "tests/naive/verdict.h"

namespace authz::naive {

// The same assignment in the engine's form.
Facts ToFacts(const Assignment& assignment);

// Compares the verdicts on all consistent assignments of the facts that the
// page has the action's rule read. Ends early where enough differ.
Comparison CompareAll(const CompiledPolicy& policy, v1::Action action,
                      Logic logic);

// Compares the verdicts on `count` random three-valued ones.
Comparison CompareSome(const CompiledPolicy& policy, v1::Action action,
                       std::uint64_t count, Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_COMPARE_VERDICTS_H_
