// Random requests that get far: most would be allowed but for a few changes.

#ifndef TESTS_NAIVE_REQUEST_GENERATOR_H_
#define TESTS_NAIVE_REQUEST_GENERATOR_H_

#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {

// The most targets of a request to which no change adds one.
inline constexpr int kMaxGeneratedTargets = 2002;

// A request of a random action that mostly would be allowed, had it not up to
// six changes. A few are changed all over, and a few are malformed.
v1::CheckRequest RandomRequest(Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_REQUEST_GENERATOR_H_
