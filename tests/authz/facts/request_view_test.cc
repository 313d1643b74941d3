#include "authz/facts/request_view.h"

#include <ostream>
#include <string>

#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace authz {
namespace {

// A request with what the view shows: the way back.
v1::CheckRequest RequestOf(const RequestView& view) {
  v1::CheckRequest request;
  *request.mutable_actor() = *view.actor;
  request.set_action(view.action);
  request.set_project_id(std::string(view.project_id));
  *request.mutable_settings() = *view.settings;
  *request.mutable_conversation() = *view.conversation;
  *request.mutable_message() = *view.message;
  *request.mutable_targets() = *view.targets;
  *request.mutable_items() = *view.items;
  request.set_owner_id(std::string(view.owner_id));
  *request.mutable_export_range() = *view.export_range;
  if (view.at != nullptr) *request.mutable_at() = *view.at;
  request.set_id(std::string(view.id));
  request.set_explain(view.explain);
  return request;
}

constexpr char kFull[] = R"(
  actor { id: 'ana' company_admin: true }
  action: ACTION_MENTION_USER
  project_id: 'p1'
  settings { access: ACCESS_ANY_USER project_enabled: true }
  conversation { id: 'c1' member_count: 3 }
  message { id: 'm1' author_id: 'ana' }
  targets { id: 'bob' }
  targets { id: 'eve' }
  items { id: 'i1' }
  owner_id: 'ana'
  export_range { start_time { seconds: 1 } end_time { seconds: 2 } }
  at { seconds: 3 nanos: 4 }
  id: 'check'
  explain: true
)";

TEST(RequestViewTest, ShowsEveryField) {
  const auto request = ParseText<v1::CheckRequest>(kFull);
  EXPECT_EQ(TextOf(RequestOf(ViewOf(request))), TextOf(request));
}

TEST(RequestViewTest, WhatIsLeftOutIsEmptyAndAtIsNull) {
  const v1::CheckRequest request;
  const RequestView view = ViewOf(request);
  EXPECT_EQ(view.at, nullptr);
  EXPECT_EQ(TextOf(*view.actor), "");
  EXPECT_EQ(TextOf(*view.settings), "");
  EXPECT_EQ(TextOf(*view.conversation), "");
  EXPECT_EQ(TextOf(*view.message), "");
  EXPECT_EQ(TextOf(*view.export_range), "");
  EXPECT_TRUE(view.targets->empty());
  EXPECT_TRUE(view.items->empty());
  EXPECT_EQ(view.action, v1::ACTION_UNSPECIFIED);
  EXPECT_EQ(view.project_id, "");
  EXPECT_EQ(view.owner_id, "");
  EXPECT_EQ(view.id, "");
  EXPECT_FALSE(view.explain);
}

struct OverlayCase {
  std::string name;
  std::string check;
  // The line of kFull that the check replaces, and what stands there then; all
  // other lines stay.
  void (*replace)(const v1::CheckRequest& check, v1::CheckRequest& merged);
};

void PrintTo(const OverlayCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class OverlayTest : public ::testing::TestWithParam<OverlayCase> {};

// A message that is set replaces the shared one whole: what the shared one has
// besides is gone. Settings alone are laid over it.
TEST_P(OverlayTest, ReplacesThatFieldAndNoOther) {
  const auto shared = ParseText<v1::CheckRequest>(kFull);
  const auto check = ParseText<v1::CheckRequest>(GetParam().check);
  v1::CheckRequest expected = shared;
  GetParam().replace(check, expected);
  v1::Settings merged;
  RequestView view;
  LayOver(check, ViewOf(shared), merged, view);
  EXPECT_EQ(TextOf(RequestOf(view)), TextOf(expected));
}

TEST_P(OverlayTest, StandsAloneWhereNothingIsShared) {
  const auto check = ParseText<v1::CheckRequest>(GetParam().check);
  const v1::CheckRequest shared;
  v1::Settings merged;
  RequestView view;
  LayOver(check, ViewOf(shared), merged, view);
  EXPECT_EQ(TextOf(RequestOf(view)), TextOf(RequestOf(ViewOf(check))));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, OverlayTest,
    ::testing::Values(
        OverlayCase{"Nothing", "",
                    [](const v1::CheckRequest&, v1::CheckRequest&) {}},
        OverlayCase{"Actor", "actor { id: 'dan' }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_actor() = check.actor();
                    }},
        OverlayCase{
            "EmptyActor", "actor {}",
            [](const auto&, auto& merged) { merged.mutable_actor()->Clear(); }},
        OverlayCase{"Action", "action: ACTION_EDIT_MESSAGE",
                    [](const auto&, auto& merged) {
                      merged.set_action(v1::ACTION_EDIT_MESSAGE);
                    }},
        OverlayCase{"UnspecifiedAction", "action: ACTION_UNSPECIFIED",
                    [](const auto&, auto&) {}},
        OverlayCase{
            "ProjectId", "project_id: 'p2'",
            [](const auto&, auto& merged) { merged.set_project_id("p2"); }},
        OverlayCase{"Settings", "settings { edit_delete_enabled: false }",
                    [](const auto&, auto& merged) {
                      merged.mutable_settings()->set_edit_delete_enabled(false);
                    }},
        OverlayCase{"SettingsThatAreShared",
                    "settings { access: ACCESS_DISABLED project_enabled: false "
                    "}",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_settings() = check.settings();
                    }},
        OverlayCase{"EmptySettings", "settings {}", [](const auto&, auto&) {}},
        OverlayCase{"Conversation",
                    "conversation { type: CONVERSATION_TYPE_ITEM }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_conversation() = check.conversation();
                    }},
        OverlayCase{"Message", "message { conversation_id: 'c9' }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_message() = check.message();
                    }},
        OverlayCase{"Targets", "targets { id: 'gil' }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_targets() = check.targets();
                    }},
        OverlayCase{"Items", "items { id: 'i8' } items { id: 'i9' }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_items() = check.items();
                    }},
        OverlayCase{
            "OwnerId", "owner_id: 'dan'",
            [](const auto&, auto& merged) { merged.set_owner_id("dan"); }},
        OverlayCase{"ExportRange", "export_range { end_time { seconds: 9 } }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_export_range() = check.export_range();
                    }},
        OverlayCase{"At", "at { seconds: 8 }",
                    [](const auto& check, auto& merged) {
                      *merged.mutable_at() = check.at();
                    }},
        OverlayCase{
            "AtTheEpoch", "at {}",
            [](const auto&, auto& merged) { merged.mutable_at()->Clear(); }},
        OverlayCase{"Id", "id: 'other'",
                    [](const auto&, auto& merged) { merged.set_id("other"); }},
        OverlayCase{"ExplainCannotBeTakenBack", "explain: false",
                    [](const auto&, auto&) {}}),
    [](const auto& test) { return test.param.name; });

TEST(OverlayExplainTest, IsTakenFromTheCheckToo) {
  const auto check = ParseText<v1::CheckRequest>("explain: true");
  const v1::CheckRequest shared;
  v1::Settings merged;
  RequestView view;
  LayOver(check, ViewOf(shared), merged, view);
  EXPECT_TRUE(view.explain);
}

}  // namespace
}  // namespace authz
