// Tells test cases whose outcome depends on the clock, which pass today and
// fail tomorrow.

#ifndef AUTHZ_POLICY_TESTS_CLOCK_H_
#define AUTHZ_POLICY_TESTS_CLOCK_H_

#include "authz/policy/policy.h"
#include "authz/policy_tests/case.h"

namespace authz {

// Whether `policy` decides the case's request, of what the case expects
// something about, one way at one time and another way at another. Never of a
// request that says when it is evaluated, nor of one that is malformed.
bool DependsOnClock(const CompiledPolicy& policy, const TestCase& test_case);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CLOCK_H_
