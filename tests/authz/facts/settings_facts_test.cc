// How a request's settings lie over the policy's defaults, field by field.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace authz {
namespace {

// The known facts: "+" before those that are true, "-" before the false ones.
std::string Describe(Facts facts) {
  std::string text;
  for (Fact fact : AllFacts()) {
    const Truth value = facts.Get(fact);
    if (value == Truth::kUnknown) continue;
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    value == Truth::kTrue ? "+" : "-", FactName(fact));
  }
  return text;
}

struct OverlayCase {
  std::string name;
  std::string settings;
  std::string defaults;
  std::string facts;
};

class SettingsFactsTest : public ::testing::TestWithParam<OverlayCase> {};

TEST_P(SettingsFactsTest, TheRequestWinsFieldByField) {
  const auto settings = ParseText<v1::Settings>(GetParam().settings);
  const auto defaults = ParseText<v1::Settings>(GetParam().defaults);
  EXPECT_EQ(Describe(SettingsFacts(settings, defaults)), GetParam().facts);
}

TEST_P(SettingsFactsTest, TheFactsOfARequestHaveThem) {
  CompiledPolicy policy;
  policy.parameters.default_settings =
      ParseText<v1::Settings>(GetParam().defaults);
  v1::CheckRequest request;
  *request.mutable_settings() = ParseText<v1::Settings>(GetParam().settings);
  const Facts facts =
      ExtractFacts(policy.parameters, ViewOf(request), absl::UnixEpoch());
  const Facts expected =
      SettingsFacts(request.settings(), policy.parameters.default_settings);
  EXPECT_EQ(facts.true_bits() & expected.known_bits(), expected.true_bits());
  EXPECT_EQ(facts.false_bits() & expected.known_bits(), expected.false_bits());
}

constexpr char kAllDefaults[] =
    "access: ACCESS_ANY_USER project_enabled: true "
    "direct_messages: DIRECT_MESSAGES_ANY_USER "
    "group_management: GROUP_MANAGEMENT_COMPANY_ADMINS "
    "edit_delete_enabled: true";

INSTANTIATE_TEST_SUITE_P(
    Overlays, SettingsFactsTest,
    ::testing::Values(
        OverlayCase{"NothingSaid", "", "", ""},
        OverlayCase{"DefaultsStand", "", kAllDefaults,
                    "+tool_enabled -access_internal_only +project_enabled "
                    "+direct_messages_enabled -direct_messages_internal_only "
                    "+groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal +edit_delete_enabled"},
        OverlayCase{"WithoutDefaults",
                    "access: ACCESS_INTERNAL_EMPLOYEES project_enabled: false",
                    "", "+tool_enabled +access_internal_only -project_enabled"},
        OverlayCase{"AccessOnly", "access: ACCESS_DISABLED", kAllDefaults,
                    "-tool_enabled -access_internal_only +project_enabled "
                    "+direct_messages_enabled -direct_messages_internal_only "
                    "+groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal +edit_delete_enabled"},
        OverlayCase{"ProjectOnly", "project_enabled: false", kAllDefaults,
                    "+tool_enabled -access_internal_only -project_enabled "
                    "+direct_messages_enabled -direct_messages_internal_only "
                    "+groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal +edit_delete_enabled"},
        OverlayCase{"DirectMessagesOnly",
                    "direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES",
                    kAllDefaults,
                    "+tool_enabled -access_internal_only +project_enabled "
                    "+direct_messages_enabled +direct_messages_internal_only "
                    "+groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal +edit_delete_enabled"},
        OverlayCase{"GroupManagementOnly",
                    "group_management: GROUP_MANAGEMENT_EVERYONE", kAllDefaults,
                    "+tool_enabled -access_internal_only +project_enabled "
                    "+direct_messages_enabled -direct_messages_internal_only "
                    "-groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal +edit_delete_enabled"},
        OverlayCase{"EditDeleteOnly", "edit_delete_enabled: false",
                    kAllDefaults,
                    "+tool_enabled -access_internal_only +project_enabled "
                    "+direct_messages_enabled -direct_messages_internal_only "
                    "+groups_by_company_admins -groups_by_directory_admins "
                    "-groups_by_internal -edit_delete_enabled"},
        OverlayCase{"AllSet",
                    "access: ACCESS_INTERNAL_EMPLOYEES project_enabled: true "
                    "direct_messages: DIRECT_MESSAGES_DISABLED "
                    "group_management: GROUP_MANAGEMENT_INTERNAL_EMPLOYEES "
                    "edit_delete_enabled: false",
                    kAllDefaults,
                    "+tool_enabled +access_internal_only +project_enabled "
                    "-direct_messages_enabled -direct_messages_internal_only "
                    "-groups_by_company_admins -groups_by_directory_admins "
                    "+groups_by_internal -edit_delete_enabled"},
        OverlayCase{"FalseDefaultsStand", "",
                    "project_enabled: false edit_delete_enabled: false",
                    "-project_enabled -edit_delete_enabled"},
        OverlayCase{"TrueOverFalseDefaults",
                    "project_enabled: true edit_delete_enabled: true",
                    "project_enabled: false edit_delete_enabled: false",
                    "+project_enabled +edit_delete_enabled"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
