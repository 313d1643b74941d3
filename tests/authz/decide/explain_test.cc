#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

CompiledPolicy MakePolicy() {
  return MustCompile(
      PolicyTextOf({"item_private & conversation_item -> actor_internal",
                    "targets_given", "actor_company_admin | actor_is_owner"}));
}

struct ExplainCase {
  std::string name;
  std::string request;
  v1::Reason reason;
  std::string explanation;
};

class ExplainTest : public ::testing::TestWithParam<ExplainCase> {};

TEST_P(ExplainTest, ListsEveryRequirementInOrder) {
  const v1::CheckResponse response =
      Decide(MakePolicy(), "explain: true " + GetParam().request);
  EXPECT_EQ(response.reason(), GetParam().reason);
  EXPECT_EQ(TextOf(response.explanation()),
            Normalized<v1::Explanation>(GetParam().explanation));
}

TEST_P(ExplainTest, IsLeftOutUnlessAskedFor) {
  const v1::CheckResponse response = Decide(MakePolicy(), GetParam().request);
  EXPECT_EQ(response.reason(), GetParam().reason);
  EXPECT_FALSE(response.has_explanation());
}

TEST_P(ExplainTest, ChangesNothingElse) {
  v1::CheckResponse explained =
      Decide(MakePolicy(), "explain: true " + GetParam().request);
  explained.clear_explanation();
  EXPECT_EQ(TextOf(explained),
            TextOf(Decide(MakePolicy(), GetParam().request)));
}

INSTANTIATE_TEST_SUITE_P(
    Decisions, ExplainTest,
    ::testing::Values(
        ExplainCase{"Allow",
                    "action: ACTION_SEND_ITEM_MESSAGE "
                    "conversation { item { private: false } } "
                    "targets { id: 'bob' } owner_id: 'ana'",
                    v1::REASON_ALLOWED, R"(
              action: ACTION_SEND_ITEM_MESSAGE
              requirements {
                name: "item_private & conversation_item -> actor_internal"
                outcome: OUTCOME_SATISFIED
                reason: REASON_SCOPE_MISMATCH
                description: "Description 0."
                source: "source 0"
                facts { name: "item_private" value: FACT_VALUE_FALSE }
                facts { name: "conversation_item" value: FACT_VALUE_TRUE }
                facts { name: "actor_internal" value: FACT_VALUE_UNKNOWN }
              }
              requirements {
                name: "targets_given"
                outcome: OUTCOME_SATISFIED
                description: "Description 1."
                source: "source 1"
                facts { name: "targets_given" value: FACT_VALUE_TRUE }
              }
              requirements {
                name: "actor_company_admin | actor_is_owner"
                outcome: OUTCOME_SATISFIED
                reason: REASON_PROJECT_NOT_ENABLED
                description: "Description 2."
                source: "source 2"
                facts { name: "actor_company_admin" value: FACT_VALUE_UNKNOWN }
                facts { name: "actor_is_owner" value: FACT_VALUE_TRUE }
              })"},
        // What comes behind the first failed requirement is listed too.
        ExplainCase{"Deny",
                    "actor { company_admin: false internal_employee: false } "
                    "conversation { type: CONVERSATION_TYPE_ITEM "
                    "item { private: true } } owner_id: 'bob'",
                    v1::REASON_SCOPE_MISMATCH, R"(
              action: ACTION_CONFIGURE_TOOL
              requirements {
                name: "item_private & conversation_item -> actor_internal"
                outcome: OUTCOME_FAILED
                reason: REASON_SCOPE_MISMATCH
                description: "Description 0."
                source: "source 0"
                facts { name: "item_private" value: FACT_VALUE_TRUE }
                facts { name: "conversation_item" value: FACT_VALUE_TRUE }
                facts { name: "actor_internal" value: FACT_VALUE_FALSE }
              }
              requirements {
                name: "targets_given"
                outcome: OUTCOME_UNKNOWN
                description: "Description 1."
                source: "source 1"
                facts { name: "targets_given" value: FACT_VALUE_UNKNOWN }
              }
              requirements {
                name: "actor_company_admin | actor_is_owner"
                outcome: OUTCOME_FAILED
                reason: REASON_PROJECT_NOT_ENABLED
                description: "Description 2."
                source: "source 2"
                facts { name: "actor_company_admin" value: FACT_VALUE_FALSE }
                facts { name: "actor_is_owner" value: FACT_VALUE_FALSE }
              })"},
        ExplainCase{"Missing", "actor { company_admin: true } targets {}",
                    v1::REASON_MISSING_FACTS, R"(
              action: ACTION_CONFIGURE_TOOL
              requirements {
                name: "item_private & conversation_item -> actor_internal"
                outcome: OUTCOME_UNKNOWN
                reason: REASON_SCOPE_MISMATCH
                description: "Description 0."
                source: "source 0"
                facts { name: "item_private" value: FACT_VALUE_UNKNOWN }
                facts { name: "conversation_item" value: FACT_VALUE_UNKNOWN }
                facts { name: "actor_internal" value: FACT_VALUE_UNKNOWN }
              }
              requirements {
                name: "targets_given"
                outcome: OUTCOME_SATISFIED
                description: "Description 1."
                source: "source 1"
                facts { name: "targets_given" value: FACT_VALUE_TRUE }
              }
              requirements {
                name: "actor_company_admin | actor_is_owner"
                outcome: OUTCOME_SATISFIED
                reason: REASON_PROJECT_NOT_ENABLED
                description: "Description 2."
                source: "source 2"
                facts { name: "actor_company_admin" value: FACT_VALUE_TRUE }
                facts { name: "actor_is_owner" value: FACT_VALUE_UNKNOWN }
              })"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
