#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

struct ValidUntilCase {
  std::string name;
  std::vector<absl::string_view> requirements;
  std::string request;
  v1::Reason reason;
  // A timestamp's fields; "-" where there is none.
  std::string valid_until;
};

constexpr char kSent[] = "message { sent_at { seconds: 900 nanos: 5 } } ";
constexpr char kSentLongAgo[] = "message { sent_at { seconds: 699 } } ";

TEST(ValidUntilTest, IsSaidOfAnAllowThatDependsOnTheWindow) {
  const ValidUntilCase cases[] = {
      {"depends",
       {"within_edit_window"},
       kSent,
       v1::REASON_ALLOWED,
       "seconds: 1200 nanos: 5"},
      {"depends among others",
       {"actor_internal", "within_edit_window",
        "tool_enabled | "
        "within_edit_window"},
       std::string(kSent) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       "seconds: 1200 nanos: 5"},
      {"last instant",
       {"within_edit_window"},
       "message { sent_at { seconds: 700 } }",
       v1::REASON_ALLOWED,
       "seconds: 1000"},
      {"clock ahead",
       {"within_edit_window"},
       "message { sent_at { seconds: 1030 } }",
       v1::REASON_ALLOWED,
       "seconds: 1330"},
      {"before the epoch",
       {"within_edit_window"},
       "message { sent_at { seconds: -400 nanos: 1 } } at { seconds: -400 }",
       v1::REASON_ALLOWED,
       "seconds: -100 nanos: 1"},
      {"ends with the year 9999",
       {"within_edit_window"},
       "message { sent_at { seconds: 253402300499 nanos: 999999999 } } "
       "at { seconds: 253402300500 }",
       v1::REASON_ALLOWED,
       "seconds: 253402300799 nanos: 999999999"},
      {"saturates in the year 9999",
       {"within_edit_window"},
       "message { sent_at { seconds: 253402300500 } } "
       "at { seconds: 253402300500 }",
       v1::REASON_ALLOWED,
       "seconds: 253402300799 nanos: 999999999"},
      {"saturates at the last instant",
       {"within_edit_window"},
       "message { sent_at { seconds: 253402300799 nanos: 999999999 } } "
       "at { seconds: 253402300799 }",
       v1::REASON_ALLOWED,
       "seconds: 253402300799 nanos: 999999999"},

      {"the window is not asked for",
       {"actor_internal"},
       std::string(kSent) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       "-"},
      {"another fact would do",
       {"actor_internal | within_edit_window"},
       std::string(kSent) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       "-"},
      {"another fact would not do",
       {"actor_internal | within_edit_window"},
       std::string(kSent) + "actor { internal_employee: false }",
       v1::REASON_ALLOWED,
       "seconds: 1200 nanos: 5"},
      {"another fact might do",
       {"actor_internal | within_edit_window"},
       kSent,
       v1::REASON_ALLOWED,
       "seconds: 1200 nanos: 5"},
      {"outside the window by another fact",
       {"actor_internal | within_edit_window"},
       std::string(kSentLongAgo) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       "-"},
      {"does not apply",
       {"conversation_group -> within_edit_window"},
       std::string(kSent) + "conversation { type: CONVERSATION_TYPE_ITEM }",
       v1::REASON_ALLOWED,
       "-"},
      {"applies",
       {"conversation_group -> within_edit_window"},
       std::string(kSent) + "conversation { type: CONVERSATION_TYPE_GROUP }",
       v1::REASON_ALLOWED,
       "seconds: 1200 nanos: 5"},
      {"asked for inside the window only",
       {"within_edit_window -> actor_internal"},
       std::string(kSent) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       "-"},

      {"denied for another reason",
       {"actor_internal", "within_edit_window"},
       std::string(kSent) + "actor { internal_employee: false }",
       v1::REASON_SCOPE_MISMATCH,
       "-"},
      {"denied outside the window",
       {"within_edit_window"},
       kSentLongAgo,
       v1::REASON_SCOPE_MISMATCH,
       "-"},
      {"missing another fact",
       {"actor_internal", "within_edit_window"},
       kSent,
       v1::REASON_MISSING_FACTS,
       "-"},
  };
  for (const ValidUntilCase& c : cases) {
    SCOPED_TRACE(c.name);
    const v1::CheckResponse response =
        Decide(MustCompile(PolicyTextOf(c.requirements)), c.request);
    EXPECT_EQ(response.reason(), c.reason);
    EXPECT_EQ(response.has_valid_until(), c.valid_until != "-");
    if (c.valid_until != "-") {
      EXPECT_EQ(TextOf(response.valid_until()),
                Normalized<google::protobuf::Timestamp>(c.valid_until));
    }
  }
}

}  // namespace
}  // namespace authz
