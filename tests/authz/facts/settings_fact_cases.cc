// The facts about settings, where the policy has no defaults.

#include "tests/authz/facts/fact_cases.h"

namespace authz {

std::vector<FactCase> SettingsFactCases() {
  constexpr Truth kF = Truth::kFalse;
  constexpr Truth kU = Truth::kUnknown;
  constexpr Truth kT = Truth::kTrue;

  const std::string access_disabled = "settings { access: ACCESS_DISABLED }";
  const std::string access_any = "settings { access: ACCESS_ANY_USER }";
  const std::string access_internal =
      "settings { access: ACCESS_INTERNAL_EMPLOYEES }";
  const std::string access_missing = "settings.access";

  const std::string direct_disabled =
      "settings { direct_messages: DIRECT_MESSAGES_DISABLED }";
  const std::string direct_any =
      "settings { direct_messages: DIRECT_MESSAGES_ANY_USER }";
  const std::string direct_internal =
      "settings { direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES }";
  const std::string direct_missing = "settings.direct_messages";

  const std::string groups_company =
      "settings { group_management: GROUP_MANAGEMENT_COMPANY_ADMINS }";
  const std::string groups_directory =
      "settings { group_management: GROUP_MANAGEMENT_DIRECTORY_ADMINS }";
  const std::string groups_internal =
      "settings { group_management: GROUP_MANAGEMENT_INTERNAL_EMPLOYEES }";
  const std::string groups_everyone =
      "settings { group_management: GROUP_MANAGEMENT_EVERYONE }";
  const std::string groups_missing = "settings.group_management";

  const std::string other_settings =
      "settings { project_enabled: true access: ACCESS_UNSPECIFIED }";

  return {
      {"Disabled", Fact::kToolEnabled, kF, access_disabled},
      {"AnyUser", Fact::kToolEnabled, kT, access_any},
      {"InternalEmployees", Fact::kToolEnabled, kT, access_internal},
      {"NoSettings", Fact::kToolEnabled, kU, "", {access_missing}},
      {"Unspecified", Fact::kToolEnabled, kU, other_settings, {access_missing}},

      {"Disabled", Fact::kAccessInternalOnly, kF, access_disabled},
      {"AnyUser", Fact::kAccessInternalOnly, kF, access_any},
      {"InternalEmployees", Fact::kAccessInternalOnly, kT, access_internal},
      {"NoSettings", Fact::kAccessInternalOnly, kU, "", {access_missing}},

      {"Enabled", Fact::kProjectEnabled, kT,
       "settings { project_enabled: true }"},
      {"NotEnabled", Fact::kProjectEnabled, kF,
       "settings { project_enabled: false }"},
      {"NoSettings",
       Fact::kProjectEnabled,
       kU,
       "",
       {"settings.project_enabled"}},
      {"Absent",
       Fact::kProjectEnabled,
       kU,
       access_any,
       {"settings.project_enabled"}},

      {"Disabled", Fact::kDirectMessagesEnabled, kF, direct_disabled},
      {"AnyUser", Fact::kDirectMessagesEnabled, kT, direct_any},
      {"InternalEmployees", Fact::kDirectMessagesEnabled, kT, direct_internal},
      {"Unspecified",
       Fact::kDirectMessagesEnabled,
       kU,
       other_settings,
       {direct_missing}},

      {"Disabled", Fact::kDirectMessagesInternalOnly, kF, direct_disabled},
      {"AnyUser", Fact::kDirectMessagesInternalOnly, kF, direct_any},
      {"InternalEmployees", Fact::kDirectMessagesInternalOnly, kT,
       direct_internal},
      {"Unspecified",
       Fact::kDirectMessagesInternalOnly,
       kU,
       other_settings,
       {direct_missing}},

      {"CompanyAdmins", Fact::kGroupsByCompanyAdmins, kT, groups_company},
      {"DirectoryAdmins", Fact::kGroupsByCompanyAdmins, kF, groups_directory},
      {"InternalEmployees", Fact::kGroupsByCompanyAdmins, kF, groups_internal},
      {"Everyone", Fact::kGroupsByCompanyAdmins, kF, groups_everyone},
      {"Unspecified",
       Fact::kGroupsByCompanyAdmins,
       kU,
       other_settings,
       {groups_missing}},

      {"CompanyAdmins", Fact::kGroupsByDirectoryAdmins, kF, groups_company},
      {"DirectoryAdmins", Fact::kGroupsByDirectoryAdmins, kT, groups_directory},
      {"InternalEmployees", Fact::kGroupsByDirectoryAdmins, kF,
       groups_internal},
      {"Everyone", Fact::kGroupsByDirectoryAdmins, kF, groups_everyone},
      {"Unspecified",
       Fact::kGroupsByDirectoryAdmins,
       kU,
       other_settings,
       {groups_missing}},

      {"CompanyAdmins", Fact::kGroupsByInternal, kF, groups_company},
      {"DirectoryAdmins", Fact::kGroupsByInternal, kF, groups_directory},
      {"InternalEmployees", Fact::kGroupsByInternal, kT, groups_internal},
      {"Everyone", Fact::kGroupsByInternal, kF, groups_everyone},
      {"Unspecified",
       Fact::kGroupsByInternal,
       kU,
       other_settings,
       {groups_missing}},

      {"Enabled", Fact::kEditDeleteEnabled, kT,
       "settings { edit_delete_enabled: true }"},
      {"NotEnabled", Fact::kEditDeleteEnabled, kF,
       "settings { edit_delete_enabled: false }"},
      {"Absent",
       Fact::kEditDeleteEnabled,
       kU,
       other_settings,
       {"settings.edit_delete_enabled"}},
  };
}

}  // namespace authz
