// The facts about all targets.

#include "absl/strings/str_cat.h"
#include "tests/authz/facts/fact_cases.h"

namespace authz {

std::vector<FactCase> TargetFactCases() {
  constexpr Truth kF = Truth::kFalse;
  constexpr Truth kU = Truth::kUnknown;
  constexpr Truth kT = Truth::kTrue;

  const std::string in = "targets { in_project_directory: true }";
  const std::string out =
      "targets { in_project_directory: false company_admin: false }";
  const std::string open = "targets { id: 'open' }";
  const std::string internal = "targets { internal_employee: true }";
  const std::string external = "targets { internal_employee: false }";
  const auto at_level = [](const std::string& level) {
    return absl::StrCat(
        "targets { item_access { tool_permission_level: PERMISSION_LEVEL_",
        level, " } }");
  };
  const auto access = [](const std::string& text) {
    return absl::StrCat("targets { item_access { ", text, " } }");
  };
  const std::string given = access("private_access: true");
  const std::string refused = access(
      "private_access: false tool_permission_level: PERMISSION_LEVEL_STANDARD");

  const auto directory_missing = [](int i) {
    return absl::StrCat("targets[", i, "].in_project_directory");
  };
  const auto admin_missing = [](int i) {
    return absl::StrCat("targets[", i, "].company_admin");
  };
  const auto readable_missing = [](int i) {
    return absl::StrCat("targets[", i, "].item_access.tool_permission_level");
  };
  const auto private_missing = [](int i) {
    return absl::StrCat("targets[", i, "].item_access.private_access");
  };

  constexpr Fact kDirectory = Fact::kTargetsInDirectory;
  constexpr Fact kInternal = Fact::kTargetsInternal;
  constexpr Fact kReadable = Fact::kTargetsItemReadable;
  constexpr Fact kPrivate = Fact::kTargetsItemPrivateAccess;
  return {
      {"NoTargets", kDirectory, kT, ""},
      {"In", kDirectory, kT, in},
      {"CompanyAdmin", kDirectory, kT, "targets { company_admin: true }"},
      {"CompanyAdminOutside", kDirectory, kT,
       "targets { company_admin: true in_project_directory: false }"},
      {"InAndNoCompanyAdmin", kDirectory, kT,
       "targets { company_admin: false in_project_directory: true }"},
      {"Out", kDirectory, kF, out},
      {"Open", kDirectory, kU, open, {directory_missing(0)}},
      {"OutButPerhapsCompanyAdmin",
       kDirectory,
       kU,
       "targets { in_project_directory: false }",
       {admin_missing(0)}},
      {"NoCompanyAdminButPerhapsIn",
       kDirectory,
       kU,
       "targets { company_admin: false }",
       {directory_missing(0)}},
      {"AllIn", kDirectory, kT, in + in + in},
      {"LastOut", kDirectory, kF, in + in + out},
      {"OutWinsOverOpen", kDirectory, kF, open + out + open},
      {"LastOpen", kDirectory, kU, in + in + open, {directory_missing(2)}},
      {"LastPerhapsCompanyAdmin",
       kDirectory,
       kU,
       in + "targets { in_project_directory: false }" + open,
       {admin_missing(1)}},
      {"SeveralOpen",
       kDirectory,
       kU,
       in + open + in + open,
       {directory_missing(1)}},

      {"NoTargets", kInternal, kT, ""},
      {"Yes", kInternal, kT, internal},
      {"No", kInternal, kF, external},
      {"CompanyAdminIsNoEmployee", kInternal, kF,
       "targets { company_admin: true internal_employee: false }"},
      {"Open", kInternal, kU, open, {"targets[0].internal_employee"}},
      {"LastNo", kInternal, kF, internal + external},
      {"NoWinsOverOpen", kInternal, kF, open + external},
      {"LastOpen",
       kInternal,
       kU,
       internal + open,
       {"targets[1].internal_employee"}},

      {"NoTargets", kReadable, kT, ""},
      {"None", kReadable, kF, at_level("NONE")},
      {"ReadOnly", kReadable, kT, at_level("READ_ONLY")},
      {"Standard", kReadable, kT, at_level("STANDARD")},
      {"Admin", kReadable, kT, at_level("ADMIN")},
      {"Unspecified",
       kReadable,
       kU,
       at_level("UNSPECIFIED"),
       {readable_missing(0)}},
      {"LevelInTheProjectDoesNotCount",
       kReadable,
       kU,
       "targets { permission_level: PERMISSION_LEVEL_ADMIN }",
       {readable_missing(0)}},
      {"LastNone", kReadable, kF, at_level("READ_ONLY") + at_level("NONE")},
      {"NoneWinsOverOpen", kReadable, kF, open + at_level("NONE")},
      {"LastOpen",
       kReadable,
       kU,
       at_level("ADMIN") + open,
       {readable_missing(1)}},

      {"NoTargets", kPrivate, kT, ""},
      {"Given", kPrivate, kT, given},
      {"Refused", kPrivate, kF, refused},
      {"RefusedButAdmin", kPrivate, kT,
       access("private_access: false "
              "tool_permission_level: PERMISSION_LEVEL_ADMIN")},
      {"Admin", kPrivate, kT, at_level("ADMIN")},
      {"RefusedAtAnUnknownLevel",
       kPrivate,
       kU,
       access("private_access: false"),
       {readable_missing(0)}},
      {"AbsentForStandard",
       kPrivate,
       kU,
       at_level("STANDARD"),
       {private_missing(0)}},
      {"Open", kPrivate, kU, open, {private_missing(0)}},
      {"LastRefused", kPrivate, kF, given + refused},
      {"RefusedWinsOverOpen", kPrivate, kF, open + refused},
      {"LastOpen", kPrivate, kU, given + open, {private_missing(1)}},
  };
}

}  // namespace authz
