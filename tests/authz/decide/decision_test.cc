#include <ostream>
#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

struct DecisionCase {
  std::string name;
  std::string request;
  // The whole CheckResponse.
  std::string response;
};

void PrintTo(const DecisionCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class DecisionTest : public ::testing::TestWithParam<DecisionCase> {};

TEST_P(DecisionTest, IsThis) {
  // Of the reasons SCOPE_MISMATCH, TOOL_DISABLED and PROJECT_NOT_ENABLED.
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf({"actor_company_admin | actor_in_directory",
                                "actor_internal", "actor_is_owner"}));
  EXPECT_EQ(TextOf(Decide(policy, GetParam().request)),
            Normalized<v1::CheckResponse>(GetParam().response));
}

INSTANTIATE_TEST_SUITE_P(
    Decisions, DecisionTest,
    ::testing::Values(
        DecisionCase{"AllSatisfied",
                     "actor { company_admin: true internal_employee: true } "
                     "owner_id: 'ana'",
                     "allowed: true reason: REASON_ALLOWED"},
        DecisionCase{"FirstFailed",
                     "actor { company_admin: false in_project_directory: false "
                     "internal_employee: false } owner_id: 'bob'",
                     "reason: REASON_SCOPE_MISMATCH"},
        DecisionCase{"SecondFailed",
                     "actor { company_admin: true internal_employee: false } "
                     "owner_id: 'bob'",
                     "reason: REASON_TOOL_DISABLED"},
        DecisionCase{"FailedBehindUnknown", "owner_id: 'bob'",
                     "reason: REASON_PROJECT_NOT_ENABLED"},
        DecisionCase{"FailedBeforeUnknown",
                     "actor { company_admin: false "
                     "in_project_directory: false }",
                     "reason: REASON_SCOPE_MISMATCH"},
        DecisionCase{"HalfAFailureIsUnknown",
                     "actor { company_admin: false internal_employee: true } "
                     "owner_id: 'ana'",
                     "reason: REASON_MISSING_FACTS "
                     "missing_facts: 'actor.in_project_directory'"},
        DecisionCase{"AllUnknown", "",
                     "reason: REASON_MISSING_FACTS "
                     "missing_facts: ['actor.company_admin', "
                     "'actor.in_project_directory', "
                     "'actor.internal_employee', 'owner_id']"},
        DecisionCase{"LastUnknown",
                     "actor { company_admin: true internal_employee: true }",
                     "reason: REASON_MISSING_FACTS missing_facts: 'owner_id'"},
        DecisionCase{"IdOfAnAllow",
                     "id: 'a b' actor { company_admin: true "
                     "internal_employee: true } owner_id: 'ana'",
                     "id: 'a b' allowed: true reason: REASON_ALLOWED"},
        DecisionCase{"IdOfADeny", "id: 'check-7' owner_id: 'bob'",
                     "id: 'check-7' reason: REASON_PROJECT_NOT_ENABLED"},
        DecisionCase{"IdOfWhatIsMissing",
                     "id: '7' "
                     "actor { company_admin: true internal_employee: true }",
                     "id: '7' reason: REASON_MISSING_FACTS "
                     "missing_facts: 'owner_id'"}),
    [](const auto& test) { return test.param.name; });

// An unknown never allows: taking any field away from a request that is allowed
// leaves it allowed only where the rule does not need it.
TEST(DecisionTest, TheEmbeddedPolicyAllowsNothingToAStranger) {
  for (int action = 1; action < v1::Action_ARRAYSIZE; ++action) {
    SCOPED_TRACE(v1::Action_Name(action));
    const v1::CheckResponse response =
        Decide(EmbeddedPolicy(), "action: " + v1::Action_Name(action));
    EXPECT_FALSE(response.allowed());
    EXPECT_EQ(response.reason(), v1::REASON_MISSING_FACTS);
  }
}

}  // namespace
}  // namespace authz
