// A parameterized test of the mistakes that the policy compiler reports, shared
// by the tests of its parts.

#ifndef TESTS_AUTHZ_POLICY_MISTAKES_H_
#define TESTS_AUTHZ_POLICY_MISTAKES_H_

#include <ostream>
#include <string>

#include "gtest/gtest.h"

namespace authz {

struct MistakeCase {
  std::string name;
  // What is replaced in SmallPolicyText, and by what.
  std::string from;
  std::string to;
  // As IssuesIn() formats them; "" where nothing is reported.
  std::string issues;
};

inline void PrintTo(const MistakeCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

inline std::string MistakeName(
    const ::testing::TestParamInfo<MistakeCase>& test) {
  return test.param.name;
}

class MistakeTest : public ::testing::TestWithParam<MistakeCase> {};

}  // namespace authz

#endif  // TESTS_AUTHZ_POLICY_MISTAKES_H_
