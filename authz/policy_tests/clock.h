// Tells test cases whose outcome depends on the clock, which pass today and
// fail tomorrow.

#ifndef AUTHZ_POLICY_TESTS_CLOCK_H_
#define AUTHZ_POLICY_TESTS_CLOCK_H_

#include "authz/policy/policy.h"
#include "authz/policy_tests/case.h"

namespace authz {

// Returns true where what the case expects something about changes with the
// time of evaluation. False for a request that sets `at`, and for a malformed
// one.
bool DependsOnClock(const CompiledPolicy& policy, const TestCase& test_case);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CLOCK_H_
