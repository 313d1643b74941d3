// The permission table that follows from a policy and settings.

#include "authz/analysis/matrix.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/context.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

// A letter for each column: "-" nobody, "C" Company Admins only, "U" users; and
// the settings that the row depends on.
std::string Line(const MatrixRow& row) {
  std::string line;
  for (const MatrixCell& cell : row.cells) {
    line += "-CU"[static_cast<int>(cell.permission)];
  }
  for (const int number : row.depends_on) {
    absl::StrAppend(
        &line, " ",
        v1::Settings::descriptor()->FindFieldByNumber(number)->name());
  }
  return line;
}

const MatrixRow& RowOf(const Matrix& matrix, v1::Action action) {
  return matrix.rows[action - 1];
}

TEST(MatrixTest, HasTheRowOfEachActionByItsRule) {
  const CompiledPolicy policy = MustCompile(Replaced(
      Replaced(SmallPolicyText(), "group {",
               "requirement { name: 'admin' any_of: 'actor_company_admin' "
               "reason: REASON_COMPANY_ADMIN_REQUIRED description: 'D.' "
               "source: 'S' }\n"
               "group {"),
      "require: \"reader\"", "require: 'admin'"));
  const Matrix matrix = ComputeMatrix(policy, v1::Settings());
  ASSERT_EQ(matrix.rows.size(), v1::Action_MAX);
  for (const MatrixRow& row : matrix.rows) {
    EXPECT_EQ(&row, &RowOf(matrix, row.action));
    EXPECT_EQ(Line(row),
              row.action == v1::ACTION_CONFIGURE_TOOL ? "---C" : "UUUU")
        << v1::Action_Name(row.action);
  }
}

TEST(MatrixTest, LaysTheSettingsOverThePolicysDefaults) {
  const CompiledPolicy policy = MustCompile(SmallPolicyText());
  const Matrix matrix = ComputeMatrix(
      policy, ParseText<v1::Settings>(
                  "project_enabled: false edit_delete_enabled: true"));
  EXPECT_EQ(TextOf(matrix.settings),
            Normalized<v1::Settings>("access: ACCESS_ANY_USER project_enabled: "
                                     "false edit_delete_enabled: true"));
}

struct RowCase {
  std::string name;
  // Of every action's rule, as PolicyTextOf() takes them.
  std::vector<absl::string_view> requirements;
  std::string settings;
  std::string row;
};

void PrintTo(const RowCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MatrixRowTest : public testing::TestWithParam<RowCase> {};

TEST_P(MatrixRowTest, SaysWhoMay) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf(GetParam().requirements));
  const Matrix matrix =
      ComputeMatrix(policy, ParseText<v1::Settings>(GetParam().settings));
  EXPECT_EQ(Line(RowOf(matrix, v1::ACTION_VIEW_MESSAGES)), GetParam().row);
}

constexpr char kByCompanyAdmins[] =
    "group_management: GROUP_MANAGEMENT_COMPANY_ADMINS";

INSTANTIATE_TEST_SUITE_P(
    Levels, MatrixRowTest,
    testing::ValuesIn(std::vector<RowCase>{
        {"NoneIsAskedFor", {"actor_is_member"}, "", "UUUU"},
        {"FromReadOnly", {"actor_can_read"}, "", "-UUU"},
        {"Admins", {"actor_is_admin"}, "", "---U"},
        {"CompanyAdmins", {"actor_company_admin"}, "", "---C"},
        {"UsersBeforeCompanyAdmins",
         {"actor_can_read | actor_company_admin"},
         "",
         "-UUU"},
        {"Nobody", {"conversation_direct", "conversation_group"}, "", "----"},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Settings, MatrixRowTest,
    testing::ValuesIn(std::vector<RowCase>{
        {"Open", {"edit_delete_enabled"}, "", "UUUU edit_delete_enabled"},
        {"On", {"edit_delete_enabled"}, "edit_delete_enabled: true", "UUUU"},
        {"Off", {"edit_delete_enabled"}, "edit_delete_enabled: false", "----"},
        {"SeveralOpen",
         {"project_enabled", "tool_enabled"},
         "",
         "UUUU access project_enabled"},
        {"OneOfSeveralOpen",
         {"project_enabled", "tool_enabled"},
         "access: ACCESS_ANY_USER",
         "UUUU project_enabled"},
        {"OpenAndForSomeCompanyAdminsOnly",
         {"groups_by_company_admins -> actor_company_admin"},
         "",
         "UUUU group_management"},
        {"CompanyAdminsOnly",
         {"groups_by_company_admins -> actor_company_admin"},
         kByCompanyAdmins,
         "---C"},
        {"AnotherValue",
         {"groups_by_company_admins -> actor_company_admin"},
         "group_management: GROUP_MANAGEMENT_EVERYONE",
         "UUUU"},
        {"OpenAndTakesNoPermissionAway",
         {"access_internal_only -> actor_internal"},
         "",
         "UUUU"},
    }),
    [](const auto& test) { return test.param.name; });

struct FurtherCase {
  std::string name;
  std::vector<absl::string_view> requirements;
  v1::PermissionLevel level;
  std::string settings;
  std::vector<std::string> further;
};

void PrintTo(const FurtherCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MatrixFurtherTest : public testing::TestWithParam<FurtherCase> {};

TEST_P(MatrixFurtherTest, NamesWhatCanStillFail) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf(GetParam().requirements));
  const Matrix matrix =
      ComputeMatrix(policy, ParseText<v1::Settings>(GetParam().settings));
  const MatrixRow& row = RowOf(matrix, v1::ACTION_VIEW_MESSAGES);
  std::vector<std::string> further;
  for (const Requirement* requirement :
       row.cells[GetParam().level - v1::PERMISSION_LEVEL_NONE].further) {
    further.push_back(requirement->name);
  }
  EXPECT_EQ(further, GetParam().further);
}

INSTANTIATE_TEST_SUITE_P(
    All, MatrixFurtherTest,
    testing::ValuesIn(std::vector<FurtherCase>{
        {"NothingWhereNobodyMay",
         {"actor_can_read", "actor_is_member"},
         v1::PERMISSION_LEVEL_NONE,
         "",
         {}},
        {"NotWhatTheLevelSatisfies",
         {"actor_is_member", "actor_can_read | actor_company_admin",
          "actor_is_owner"},
         v1::PERMISSION_LEVEL_READ_ONLY,
         "",
         {"actor_is_member", "actor_is_owner"}},
        {"NotWhatCompanyAdminsSatisfy",
         {"actor_company_admin", "actor_in_directory | actor_company_admin",
          "targets_in_directory"},
         v1::PERMISSION_LEVEL_ADMIN,
         "",
         {"targets_in_directory"}},
        {"OpenSetting",
         {"edit_delete_enabled", "actor_is_author"},
         v1::PERMISSION_LEVEL_STANDARD,
         "",
         {"edit_delete_enabled", "actor_is_author"}},
        {"ClosedSetting",
         {"edit_delete_enabled", "actor_is_author"},
         v1::PERMISSION_LEVEL_STANDARD,
         "edit_delete_enabled: true",
         {"actor_is_author"}},
        {"UnderTheSettingThatItIsAbout",
         {"access_internal_only -> actor_internal"},
         v1::PERMISSION_LEVEL_STANDARD,
         "access: ACCESS_INTERNAL_EMPLOYEES",
         {"access_internal_only -> actor_internal"}},
        {"NotUnderAnother",
         {"access_internal_only -> actor_internal"},
         v1::PERMISSION_LEVEL_STANDARD,
         "access: ACCESS_ANY_USER",
         {}},
        {"OfTheLowerLevel",
         {"groups_by_directory_admins -> actor_is_admin | actor_internal"},
         v1::PERMISSION_LEVEL_STANDARD,
         "group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS",
         {"groups_by_directory_admins -> actor_is_admin | actor_internal"}},
        {"NotOfTheHigherLevel",
         {"groups_by_directory_admins -> actor_is_admin | actor_internal"},
         v1::PERMISSION_LEVEL_ADMIN,
         "group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS",
         {}},
        {"NotWhatIsNeverFalse",
         {"targets_given", "scope_consistent"},
         v1::PERMISSION_LEVEL_ADMIN,
         "",
         {"scope_consistent"}},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
