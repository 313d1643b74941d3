// Assignments of values to facts: all of them, or random ones.

#ifndef TESTS_NAIVE_ASSIGNMENTS_H_
#define TESTS_NAIVE_ASSIGNMENTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/naive/random.h"
#include "tests/naive/verdict.h"

namespace authz::naive {

enum class Logic {
  // True and false; for a fact that is never false, true and unknown.
  kTwoValued,
  // True, false and unknown, save where a fact never has one of them.
  kThreeValued,
};

// How many assignments there are, the inconsistent ones included.
std::uint64_t CountAssignments(const std::vector<std::string>& facts,
                               Logic logic);

// Calls `visit` with every consistent assignment of values to `facts`, until it
// returns that it has seen enough: false.
void ForEachAssignment(const std::vector<std::string>& facts, Logic logic,
                       const std::function<bool(const Assignment&)>& visit);

// A consistent three-valued assignment, in which true or another value may be
// much more frequent than the others.
Assignment RandomAssignment(const std::vector<std::string>& facts,
                            Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_ASSIGNMENTS_H_
