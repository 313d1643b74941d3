#include <ostream>
#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

struct AdviceCase {
  std::string name;
  std::string request;
  std::string response;
};

void PrintTo(const AdviceCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class AdviceTest : public ::testing::TestWithParam<AdviceCase> {};

TEST_P(AdviceTest, ComesWithAnAllowOnly) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf({"actor_company_admin"}));
  EXPECT_EQ(TextOf(Decide(policy, GetParam().request)),
            Normalized<v1::CheckResponse>(GetParam().response));
}

constexpr char kAllowed[] = "allowed: true reason: REASON_ALLOWED ";

std::string Mention(const std::string& conversation,
                    const std::string& targets) {
  return "action: ACTION_MENTION_USER actor { company_admin: true } "
         "conversation { " +
         conversation + " } " + targets;
}

constexpr char kGroup[] = "type: CONVERSATION_TYPE_GROUP";
constexpr char kStranger[] = "targets { id: 'bob' conversation_member: false }";

INSTANTIATE_TEST_SUITE_P(
    Decisions, AdviceTest,
    ::testing::Values(
        AdviceCase{"StrangerToTheGroup", Mention(kGroup, kStranger),
                   std::string(kAllowed) +
                       "advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW "
                       "ids: 'bob' }"},
        AdviceCase{"SeveralInRequestOrder",
                   Mention(kGroup,
                           "targets { id: 'zoe' conversation_member: false } "
                           "targets { id: 'ann' conversation_member: true } "
                           "targets { id: 'cy' } "
                           "targets { id: 'bob' conversation_member: false }"),
                   std::string(kAllowed) +
                       "advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW "
                       "ids: 'zoe' ids: 'bob' }"},
        AdviceCase{
            "Member",
            Mention(kGroup, "targets { id: 'bob' conversation_member: true }"),
            kAllowed},
        AdviceCase{"PerhapsMember", Mention(kGroup, "targets { id: 'bob' }"),
                   kAllowed},
        AdviceCase{"InADirectMessage",
                   Mention("type: CONVERSATION_TYPE_DIRECT", kStranger),
                   std::string(kAllowed) +
                       "advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW "
                       "ids: 'bob' }"},
        AdviceCase{"ParticipantOfADirectMessage",
                   Mention("type: CONVERSATION_TYPE_DIRECT",
                           "targets { id: 'bob' conversation_member: true }"),
                   kAllowed},
        AdviceCase{"OnAnItem",
                   Mention("type: CONVERSATION_TYPE_ITEM", kStranger),
                   kAllowed},
        AdviceCase{"TypeUnknown", Mention("", kStranger), kAllowed},
        AdviceCase{"NoMention",
                   "action: ACTION_SEND_GROUP_MESSAGE "
                   "actor { company_admin: true } " +
                       std::string(kStranger),
                   kAllowed},
        AdviceCase{"MentionDenied",
                   "action: ACTION_MENTION_USER actor { company_admin: false } "
                   "conversation { type: CONVERSATION_TYPE_GROUP } " +
                       std::string(kStranger),
                   "reason: REASON_SCOPE_MISMATCH"},
        AdviceCase{"Export",
                   "action: ACTION_EXPORT_CONVERSATIONS "
                   "actor { company_admin: true }",
                   std::string(kAllowed) +
                       "advice { code: "
                       "ADVICE_CODE_EXPORT_FULFILLED_BY_SUPPORT }"},
        AdviceCase{"ExportDenied",
                   "action: ACTION_EXPORT_CONVERSATIONS "
                   "actor { company_admin: false }",
                   "reason: REASON_SCOPE_MISMATCH"},
        AdviceCase{"ExportLeftOpen", "action: ACTION_EXPORT_CONVERSATIONS",
                   "reason: REASON_MISSING_FACTS "
                   "missing_facts: 'actor.company_admin'"},
        AdviceCase{"OtherAction",
                   "action: ACTION_VIEW_MESSAGES "
                   "actor { company_admin: true }",
                   kAllowed}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
