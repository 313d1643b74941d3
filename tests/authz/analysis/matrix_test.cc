// The permission table, computed: as the source has it, and as it changes with
// settings and policies.

#include "authz/analysis/matrix.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/policy/policy.h"
#include "authz/text/enum_names.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

v1::Settings ParseSettings(const std::string& text) {
  v1::Settings settings;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &settings));
  return settings;
}

CompiledPolicy Compile(const std::string& text) {
  CompileResult result = CompilePolicy(text);
  EXPECT_TRUE(result.policy.has_value()) << FormatIssues("", result.issues);
  return *std::move(result.policy);
}

std::string EmbeddedText() { return std::string(EmbeddedPolicyText()); }

// A letter for each column: "-" nobody, "C" Company Admins only, "U" users.
std::string Letters(const MatrixRow& row) {
  std::string letters;
  for (const MatrixCell& cell : row.cells) {
    letters += "-CU"[static_cast<int>(cell.permission)];
  }
  return letters;
}

// "ACTION LETTERS", and what the row depends on.
std::string Line(const MatrixRow& row) {
  std::string line = absl::StrCat(ShortName(row.action), " ", Letters(row));
  for (const int number : row.depends_on) {
    absl::StrAppend(
        &line, " ",
        v1::Settings::descriptor()->FindFieldByNumber(number)->name());
  }
  return line;
}

std::vector<std::string> Lines(const Matrix& matrix) {
  std::vector<std::string> lines;
  for (const MatrixRow& row : matrix.rows) lines.push_back(Line(row));
  return lines;
}

std::string Further(const MatrixRow& row, v1::PermissionLevel level) {
  const MatrixCell& cell = row.cells[level - v1::PERMISSION_LEVEL_NONE];
  return absl::StrJoin(cell.further, " ",
                       [](std::string* out, const Requirement* requirement) {
                         absl::StrAppend(out, requirement->name);
                       });
}

const MatrixRow& RowOf(const Matrix& matrix, v1::Action action) {
  return matrix.rows[action - 1];
}

TEST(MatrixTest, IsTheSourcesTableUnderDefaultSettings) {
  const CompiledPolicy policy = Compile(EmbeddedText());
  EXPECT_EQ(Lines(ComputeMatrix(policy, v1::Settings())),
            (std::vector<std::string>{
                "VIEW_MESSAGES -UUU",
                "START_DIRECT_MESSAGE -UUU direct_messages",
                "SEND_DIRECT_MESSAGE -UUU direct_messages",
                "SEND_GROUP_MESSAGE -UUU",
                "SEND_ITEM_MESSAGE -UUU",
                "MENTION_USER -UUU",
                "ADD_ITEMS_TO_MESSAGE -UUU",
                "EDIT_MESSAGE -UUU edit_delete_enabled",
                "DELETE_MESSAGE -UUU edit_delete_enabled",
                "CREATE_GROUP ---C",
                "MANAGE_GROUP ---C",
                "HIDE_CONVERSATION -UUU",
                "MANAGE_PUSH_NOTIFICATIONS -UUU",
                "EXPORT_CONVERSATIONS ---C",
                "CONFIGURE_TOOL ---C",
            }));
}

TEST(MatrixTest, LaysTheSettingsOverThePolicysDefaults) {
  const CompiledPolicy policy = Compile(EmbeddedText());
  const Matrix matrix = ComputeMatrix(
      policy,
      ParseSettings("project_enabled: false edit_delete_enabled: true"));
  v1::Settings expected = policy.parameters.default_settings;
  expected.set_project_enabled(false);
  expected.set_edit_delete_enabled(true);
  EXPECT_EQ(matrix.settings.ShortDebugString(), expected.ShortDebugString());
}

struct SettingsCase {
  std::string name;
  std::string settings;
  // The rows that differ from those under the default settings.
  std::vector<std::string> changed;
};

void PrintTo(const SettingsCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MatrixSettingsTest : public testing::TestWithParam<SettingsCase> {};

TEST_P(MatrixSettingsTest, ChangesTheseRowsOnly) {
  const CompiledPolicy policy = Compile(EmbeddedText());
  const std::vector<std::string> before =
      Lines(ComputeMatrix(policy, v1::Settings()));
  const std::vector<std::string> after =
      Lines(ComputeMatrix(policy, ParseSettings(GetParam().settings)));
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] != after[i]) changed.push_back(after[i]);
  }
  EXPECT_EQ(changed, GetParam().changed);
}

INSTANTIATE_TEST_SUITE_P(
    All, MatrixSettingsTest,
    testing::ValuesIn(std::vector<SettingsCase>{
        {"None", "", {}},
        {"ToolForInternalEmployees", "access: ACCESS_INTERNAL_EMPLOYEES", {}},
        {"DirectMessagesForAll",
         "direct_messages: DIRECT_MESSAGES_ANY_USER",
         {"START_DIRECT_MESSAGE -UUU", "SEND_DIRECT_MESSAGE -UUU"}},
        {"DirectMessagesForInternalEmployees",
         "direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES",
         {"START_DIRECT_MESSAGE -UUU", "SEND_DIRECT_MESSAGE -UUU"}},
        {"DirectMessagesDisabled",
         "direct_messages: DIRECT_MESSAGES_DISABLED",
         {"START_DIRECT_MESSAGE ----", "SEND_DIRECT_MESSAGE ----"}},
        {"EditAndDeleteEnabled",
         "edit_delete_enabled: true",
         {"EDIT_MESSAGE -UUU", "DELETE_MESSAGE -UUU"}},
        {"EditAndDeleteDisabled",
         "edit_delete_enabled: false",
         {"EDIT_MESSAGE ----", "DELETE_MESSAGE ----"}},
        {"GroupsByAdmins",
         "group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS",
         {"CREATE_GROUP ---U", "MANAGE_GROUP ---U"}},
        {"GroupsByInternalEmployees",
         "group_management: GROUP_MANAGEMENT_INTERNAL_EMPLOYEES",
         {"CREATE_GROUP -UUU", "MANAGE_GROUP -UUU"}},
        {"GroupsByEveryone",
         "group_management: GROUP_MANAGEMENT_EVERYONE",
         {"CREATE_GROUP -UUU", "MANAGE_GROUP -UUU"}},
        {"ProjectNotEnabled",
         "project_enabled: false",
         {"VIEW_MESSAGES ----", "START_DIRECT_MESSAGE ----",
          "SEND_DIRECT_MESSAGE ----", "SEND_GROUP_MESSAGE ----",
          "SEND_ITEM_MESSAGE ----", "MENTION_USER ----",
          "ADD_ITEMS_TO_MESSAGE ----", "EDIT_MESSAGE ----",
          "DELETE_MESSAGE ----", "CREATE_GROUP ----", "MANAGE_GROUP ----",
          "HIDE_CONVERSATION ----", "MANAGE_PUSH_NOTIFICATIONS ----"}},
        {"ToolDisabled",
         "access: ACCESS_DISABLED",
         {"VIEW_MESSAGES ----", "START_DIRECT_MESSAGE ----",
          "SEND_DIRECT_MESSAGE ----", "SEND_GROUP_MESSAGE ----",
          "SEND_ITEM_MESSAGE ----", "MENTION_USER ----",
          "ADD_ITEMS_TO_MESSAGE ----", "EDIT_MESSAGE ----",
          "DELETE_MESSAGE ----", "CREATE_GROUP ----", "MANAGE_GROUP ----",
          "HIDE_CONVERSATION ----", "MANAGE_PUSH_NOTIFICATIONS ----"}},
    }),
    [](const testing::TestParamInfo<SettingsCase>& info) {
      return info.param.name;
    });

struct FurtherCase {
  std::string name;
  v1::Action action;
  v1::PermissionLevel level;
  std::string settings;
  std::string further;
};

void PrintTo(const FurtherCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MatrixFurtherTest : public testing::TestWithParam<FurtherCase> {};

TEST_P(MatrixFurtherTest, NamesWhatCanStillFail) {
  const CompiledPolicy policy = Compile(EmbeddedText());
  const Matrix matrix =
      ComputeMatrix(policy, ParseSettings(GetParam().settings));
  EXPECT_EQ(Further(RowOf(matrix, GetParam().action), GetParam().level),
            GetParam().further);
}

INSTANTIATE_TEST_SUITE_P(
    All, MatrixFurtherTest,
    testing::ValuesIn(std::vector<FurtherCase>{
        {"NothingWhereNobodyMay", v1::ACTION_VIEW_MESSAGES,
         v1::PERMISSION_LEVEL_NONE, "", ""},
        {"View", v1::ACTION_VIEW_MESSAGES, v1::PERMISSION_LEVEL_READ_ONLY, "",
         "scope directory direct_privacy group_privacy item_access "
         "item_private"},
        {"AudienceWhereTheToolIsForSome", v1::ACTION_MANAGE_PUSH_NOTIFICATIONS,
         v1::PERMISSION_LEVEL_ADMIN, "access: ACCESS_INTERNAL_EMPLOYEES",
         "scope tool_audience directory own_view"},
        {"OpenSetting", v1::ACTION_EDIT_MESSAGE, v1::PERMISSION_LEVEL_STANDARD,
         "",
         "scope directory direct_privacy group_privacy item_access "
         "item_private "
         "edit_delete_enabled author not_from_future edit_window"},
        {"ClosedSetting", v1::ACTION_EDIT_MESSAGE,
         v1::PERMISSION_LEVEL_STANDARD, "edit_delete_enabled: true",
         "scope directory direct_privacy group_privacy item_access "
         "item_private "
         "author not_from_future edit_window"},
        {"CompanyAdminsNeedNoDirectory", v1::ACTION_CREATE_GROUP,
         v1::PERMISSION_LEVEL_ADMIN, "",
         "scope group_only targets_in_directory group_size"},
        {"GroupsByInternalEmployees", v1::ACTION_CREATE_GROUP,
         v1::PERMISSION_LEVEL_READ_ONLY,
         "group_management: GROUP_MANAGEMENT_INTERNAL_EMPLOYEES",
         "scope directory group_only group_by_internal targets_in_directory "
         "group_size"},
        // targets_given and export_range can be unknown but not false.
        {"WhatNeverFailsIsNotAmongThem", v1::ACTION_EXPORT_CONVERSATIONS,
         v1::PERMISSION_LEVEL_ADMIN, "", "scope"},
    }),
    [](const testing::TestParamInfo<FurtherCase>& info) {
      return info.param.name;
    });

TEST(MatrixTest, FollowsThePolicyThatItIsGiven) {
  const std::string changed = absl::StrReplaceAll(
      EmbeddedText(),
      {{R"(["actor_is_admin", "actor_company_admin"])",
        R"(["actor_is_admin", "actor_internal"])"},
       {R"(group_management: GROUP_MANAGEMENT_COMPANY_ADMINS)",
        R"(group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS)"},
       {R"(any_of: ["actor_can_read", "actor_company_admin"])",
        R"(any_of: "actor_is_admin")"}});
  const CompiledPolicy policy = Compile(changed);
  const Matrix matrix = ComputeMatrix(policy, v1::Settings());
  EXPECT_EQ(Line(RowOf(matrix, v1::ACTION_VIEW_MESSAGES)),
            "VIEW_MESSAGES ---U");
  EXPECT_EQ(Line(RowOf(matrix, v1::ACTION_CREATE_GROUP)), "CREATE_GROUP ---U");
}

TEST(MatrixTest, TellsLevelsWithDifferentFurtherRequirementsApart) {
  const CompiledPolicy policy = Compile(absl::StrReplaceAll(
      EmbeddedText(), {{R"(["actor_is_admin", "actor_company_admin"])",
                        R"(["actor_is_admin", "actor_internal"])"}}));
  const Matrix matrix = ComputeMatrix(
      policy,
      ParseSettings("group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS"));
  const MatrixRow& row = RowOf(matrix, v1::ACTION_CREATE_GROUP);
  EXPECT_EQ(Letters(row), "-UUU");
  EXPECT_EQ(Further(row, v1::PERMISSION_LEVEL_STANDARD),
            "scope directory group_only group_by_directory_admins "
            "targets_in_directory group_size");
  EXPECT_EQ(Further(row, v1::PERMISSION_LEVEL_ADMIN),
            "scope directory group_only targets_in_directory group_size");
}

}  // namespace
}  // namespace authz
