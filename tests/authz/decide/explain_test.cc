#include <ostream>
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

void PrintTo(const ExplainCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

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
        ExplainCase{"Missing",
                    "actor { company_admin: true } targets { id: 'b' }",
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

struct ComparisonCase {
  std::string name;
  std::string request;
  // The facts of the explanation.
  std::string facts;
};

void PrintTo(const ComparisonCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ComparisonTest : public ::testing::TestWithParam<ComparisonCase> {};

// A policy may ask for an edit window of 300 s, a skew of 30 s, 100 recipients
// and 2000 members.
TEST_P(ComparisonTest, SaysWhatIsComparedAndWhatIsTooMuch) {
  const CompiledPolicy policy = MustCompile(
      PolicyTextOf({"not_from_future -> within_edit_window | direct_size_ok | "
                    "group_size_ok | actor_internal"}));
  const v1::CheckResponse response =
      Decide(policy, "explain: true " + GetParam().request);
  v1::RequirementResult facts;
  *facts.mutable_facts() = response.explanation().requirements(0).facts();
  EXPECT_EQ(TextOf(facts), Normalized<v1::RequirementResult>(GetParam().facts));
}

std::string Times(const std::string& not_from_future,
                  const std::string& within_edit_window,
                  const std::string& at) {
  return "facts { name: 'not_from_future' " + not_from_future + at +
         "limit { seconds: 30 } } } facts { name: 'within_edit_window' " +
         within_edit_window + at + "limit { seconds: 300 } } } ";
}

constexpr char kNobody[] =
    "facts { name: 'direct_size_ok' value: FACT_VALUE_TRUE "
    "        size { limit: 100 } } "
    "facts { name: 'group_size_ok' value: FACT_VALUE_TRUE "
    "        size { limit: 2000 } } ";
constexpr char kNotInternal[] =
    "facts { name: 'actor_internal' value: FACT_VALUE_UNKNOWN }";

std::string Sizes(const std::string& direct, const std::string& group) {
  return "facts { name: 'not_from_future' value: FACT_VALUE_UNKNOWN } "
         "facts { name: 'within_edit_window' value: FACT_VALUE_UNKNOWN } "
         "facts { name: 'direct_size_ok' value: " +
         direct + " } } facts { name: 'group_size_ok' value: " + group +
         " } } " + kNotInternal;
}

std::string Targets(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "targets { id: 't" + std::to_string(i) + "' } ";
  }
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Facts, ComparisonTest,
    ::testing::Values(
        ComparisonCase{
            "TooLate",
            "message { sent_at { seconds: 1000 nanos: 1 } } "
            "at { seconds: 1360 }",
            Times("value: FACT_VALUE_TRUE time {",
                  "value: FACT_VALUE_FALSE "
                  "time { excess { seconds: 59 nanos: 999999999 }",
                  "sent_at { seconds: 1000 nanos: 1 } at { seconds: 1360 } ") +
                kNobody + kNotInternal},
        ComparisonCase{
            "FromTheFuture", "message { sent_at { seconds: 4300 } }",
            Times("value: FACT_VALUE_FALSE time { excess { seconds: 3270 }",
                  "value: FACT_VALUE_TRUE time {",
                  "sent_at { seconds: 4300 } at { seconds: 1000 } ") +
                kNobody + kNotInternal},
        ComparisonCase{"AtBothLimits", "message { sent_at { seconds: 700 } }",
                       Times("value: FACT_VALUE_TRUE time {",
                             "value: FACT_VALUE_TRUE time {",
                             "sent_at { seconds: 700 } at { seconds: 1000 } ") +
                           kNobody + kNotInternal},
        ComparisonCase{"ByMembers", "conversation { member_count: 2003 }",
                       Sizes("FACT_VALUE_FALSE "
                             "size { size: 2002 limit: 100 excess: 1902",
                             "FACT_VALUE_FALSE "
                             "size { size: 2003 limit: 2000 excess: 3")},
        // Exact, although no limit is near.
        ComparisonCase{"FewTargets",
                       Targets(3) + "targets { id: 'ana' }" + Targets(1),
                       Sizes("FACT_VALUE_TRUE size { size: 3 limit: 100",
                             "FACT_VALUE_TRUE size { size: 4 limit: 2000")},
        ComparisonCase{
            "TooManyTargets", "action: ACTION_CREATE_GROUP " + Targets(102),
            Sizes("FACT_VALUE_FALSE size { size: 102 limit: 100 excess: 2",
                  "FACT_VALUE_TRUE size { size: 103 limit: 2000")}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
