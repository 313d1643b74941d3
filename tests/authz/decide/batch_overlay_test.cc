// What the checks of a batch have in common, and what each says itself.

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

v1::BatchCheckResponse MustBatchCheck(const CompiledPolicy& policy,
                                      const v1::BatchCheckRequest& request) {
  v1::BatchCheckResponse response;
  const absl::Status status = BatchCheck(
      policy, RequestLimits(), request, absl::FromUnixSeconds(1000),
      [] { return true; }, response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

// A check's own field wins over the shared one: whole, but for settings, which
// win one by one.
struct OverlayCase {
  std::string name;
  // The one requirement that is decided.
  std::string requirement;
  std::string shared;
  std::string check;
  // The CheckResponse.
  std::string response;
};

void PrintTo(const OverlayCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BatchOverlayTest : public ::testing::TestWithParam<OverlayCase> {};

TEST_P(BatchOverlayTest, GivesTheResponse) {
  const OverlayCase& c = GetParam();
  const CompiledPolicy policy = MustCompile(PolicyTextOf({c.requirement}));
  v1::BatchCheckRequest request;
  *request.mutable_shared() = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL");
  MergeText(c.shared, *request.mutable_shared());
  *request.add_checks() = ParseText<v1::CheckRequest>(c.check);
  const v1::BatchCheckResponse response = MustBatchCheck(policy, request);
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(TextOf(response.results(0).response()),
            Normalized<v1::CheckResponse>(c.response));
}

const char* const kAllowed = "allowed: true reason: REASON_ALLOWED";
const char* const kFailed = "reason: REASON_SCOPE_MISMATCH";

std::string Missing(const std::string& path) {
  return absl::StrCat("reason: REASON_MISSING_FACTS missing_facts: '", path,
                      "'");
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BatchOverlayTest,
    ::testing::Values(
        OverlayCase{"ActorIsShared", "actor_internal",
                    "actor { internal_employee: true }", "", kAllowed},
        OverlayCase{"ActorIsReplacedWhole", "actor_internal",
                    "actor { internal_employee: true }", "actor { id: 'bob' }",
                    Missing("actor.internal_employee")},
        OverlayCase{"ActionIsReplaced", "conversation_direct", "",
                    "action: ACTION_START_DIRECT_MESSAGE", kAllowed},
        OverlayCase{"ProjectIdIsShared", "scope_consistent", "project_id: 'p1'",
                    "conversation { project_id: 'p2' }", kFailed},
        OverlayCase{
            "ProjectIdIsReplaced", "scope_consistent", "project_id: 'p1'",
            "project_id: 'p2' conversation { project_id: 'p2' }", kAllowed},
        OverlayCase{"SettingsAreShared", "edit_delete_enabled",
                    "settings { edit_delete_enabled: true }", "", kAllowed},
        OverlayCase{"SettingsThatTheCheckLeavesOutAreShared", "tool_enabled",
                    "settings { access: ACCESS_DISABLED }",
                    "settings { edit_delete_enabled: true }", kFailed},
        OverlayCase{"AnUnspecifiedSettingIsLeftOut", "tool_enabled",
                    "settings { access: ACCESS_DISABLED }",
                    "settings { access: ACCESS_UNSPECIFIED }", kFailed},
        OverlayCase{"ASettingIsReplaced", "edit_delete_enabled",
                    "settings { edit_delete_enabled: true }",
                    "settings { edit_delete_enabled: false }", kFailed},
        OverlayCase{"ASharedSettingThatIsReplacedMayBeMalformed",
                    "tool_enabled", "settings { access: 99 }",
                    "settings { access: ACCESS_ANY_USER }", kAllowed},
        OverlayCase{"ConversationIsShared", "actor_is_member",
                    "conversation { actor_is_member: false }", "", kFailed},
        OverlayCase{"ConversationIsReplacedWhole", "actor_is_member",
                    "conversation { actor_is_member: true }",
                    "conversation { type: CONVERSATION_TYPE_GROUP }",
                    Missing("conversation.actor_is_member")},
        OverlayCase{"MessageIsShared", "actor_is_author",
                    "message { author_id: 'ana' }", "", kAllowed},
        OverlayCase{"MessageIsReplacedWhole", "actor_is_author",
                    "message { author_id: 'ana' }", "message { id: 'm1' }",
                    Missing("message.author_id")},
        OverlayCase{"TargetsAreShared", "targets_internal",
                    "targets { id: 'eve' internal_employee: false }", "",
                    "reason: REASON_SCOPE_MISMATCH offending_ids: 'eve'"},
        OverlayCase{"TargetsAreReplaced", "targets_internal",
                    "targets { id: 'eve' internal_employee: false }",
                    "targets { id: 'bob' internal_employee: true }", kAllowed},
        OverlayCase{"ItemsAreShared", "items_private_access",
                    "items { id: 'i1' private: true }", "",
                    Missing("items[0].actor_access.private_access")},
        OverlayCase{"ItemsAreReplaced", "items_private_access",
                    "items { id: 'i1' private: true } items { id: 'i' }",
                    "items { id: 'i2' private: false }", kAllowed},
        OverlayCase{"OwnerIdIsShared", "actor_is_owner", "owner_id: 'ana'", "",
                    kAllowed},
        OverlayCase{"OwnerIdIsReplaced", "actor_is_owner", "owner_id: 'ana'",
                    "owner_id: 'bob'", kFailed},
        OverlayCase{"ExportRangeIsShared", "export_range_given",
                    "export_range { start_time { seconds: 1 } "
                    "end_time { seconds: 2 } }",
                    "", kAllowed},
        OverlayCase{"ExportRangeIsReplacedWhole", "export_range_given",
                    "export_range { start_time { seconds: 1 } "
                    "end_time { seconds: 2 } }",
                    "export_range { start_time { seconds: 1 } }",
                    Missing("export_range")},
        OverlayCase{"AtIsShared", "within_edit_window",
                    "message { sent_at { seconds: 5000 } } "
                    "at { seconds: 5001 }",
                    "",
                    "allowed: true reason: REASON_ALLOWED "
                    "valid_until { seconds: 5300 }"},
        OverlayCase{"AtIsReplaced", "within_edit_window",
                    "message { sent_at { seconds: 5000 } } "
                    "at { seconds: 5001 }",
                    "at { seconds: 5301 }", kFailed},
        OverlayCase{"IdIsShared", "tool_enabled",
                    "id: 'shared' settings { access: ACCESS_DISABLED }", "",
                    "id: 'shared' reason: REASON_SCOPE_MISMATCH"},
        OverlayCase{"IdIsReplaced", "tool_enabled",
                    "id: 'shared' settings { access: ACCESS_DISABLED }",
                    "id: 'own'", "id: 'own' reason: REASON_SCOPE_MISMATCH"}),
    [](const auto& test) { return test.param.name; });

// As many different users.
std::string Targets(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, "targets { id: 't", i, "' } ");
  }
  return text;
}

// A message may be sent to 100 others, whichever of them the check says itself.
INSTANTIATE_TEST_SUITE_P(
    Sizes, BatchOverlayTest,
    ::testing::Values(
        OverlayCase{"TargetsAreShared", "direct_size_ok", Targets(101), "",
                    kFailed},
        OverlayCase{"TargetsAreSharedByAnActorWhoIsOne", "direct_size_ok",
                    Targets(101), "actor { id: 't7' }", kAllowed},
        OverlayCase{"TargetsAreSharedByAnActorWhoIsNone", "direct_size_ok",
                    Targets(101), "actor { id: 'bob' }", kFailed},
        OverlayCase{"ManyTargetsAreReplacedByFew", "direct_size_ok",
                    Targets(101), Targets(1), kAllowed},
        OverlayCase{"FewTargetsAreReplacedByMany", "direct_size_ok", Targets(1),
                    Targets(101), kFailed},
        OverlayCase{"ManyTargetsAreReplacedByTheSameTwice", "direct_size_ok",
                    Targets(101), Targets(60) + Targets(60), kAllowed},
        OverlayCase{"TheCreatorIsAddedToSharedTargets", "group_size_ok",
                    Targets(2000), "action: ACTION_CREATE_GROUP", kFailed},
        OverlayCase{
            "TheCreatorIsAmongSharedTargets", "group_size_ok", Targets(2000),
            "action: ACTION_CREATE_GROUP actor { id: 't7' }", kAllowed}),
    [](const auto& test) { return test.param.name; });

TEST(BatchOverlayExplainTest, ExplainIsTakenFromEither) {
  v1::BatchCheckRequest request = ParseText<v1::BatchCheckRequest>(R"(
    shared { actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL }
    checks { explain: true }
    checks {}
  )");
  v1::BatchCheckResponse response = MustBatchCheck(EmbeddedPolicy(), request);
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_TRUE(response.results(0).response().has_explanation());
  EXPECT_FALSE(response.results(1).response().has_explanation());

  request.mutable_shared()->set_explain(true);
  response = MustBatchCheck(EmbeddedPolicy(), request);
  EXPECT_TRUE(response.results(1).response().has_explanation());
}

// A check keeps the shared settings even where the one before it had its own.
TEST(BatchOverlaySettingsTest, AreThoseOfEachCheck) {
  const CompiledPolicy policy = MustCompile(PolicyTextOf({"tool_enabled"}));
  const v1::BatchCheckResponse response =
      MustBatchCheck(policy, ParseText<v1::BatchCheckRequest>(R"(
        shared {
          actor { id: 'ana' }
          action: ACTION_CONFIGURE_TOOL
          settings { access: ACCESS_DISABLED project_enabled: true }
        }
        checks { settings { access: ACCESS_ANY_USER } }
        checks { settings { edit_delete_enabled: true } }
        checks {}
        checks { settings { access: 99 } }
        checks { settings {} }
      )"));
  std::vector<std::string> reasons;
  for (const v1::BatchCheckResult& result : response.results()) {
    reasons.push_back(result.has_error()
                          ? result.error().field()
                          : v1::Reason_Name(result.response().reason()));
  }
  const std::string failed = v1::Reason_Name(v1::REASON_SCOPE_MISMATCH);
  EXPECT_EQ(reasons, (std::vector<std::string>{"REASON_ALLOWED", failed, failed,
                                               "settings.access", failed}));
}

}  // namespace
}  // namespace authz
