// The facts about all items to be attached.

#include "absl/strings/str_cat.h"
#include "tests/authz/facts/fact_cases.h"

namespace authz {
namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kU = Truth::kUnknown;
constexpr Truth kT = Truth::kTrue;

std::string Missing(int i, const std::string& field) {
  return absl::StrCat("items[", i, "].", field);
}

std::string WithLevel(const std::string& level) {
  return absl::StrCat(
      "items { actor_access { tool_permission_level: PERMISSION_LEVEL_", level,
      " } }");
}

std::vector<FactCase> ProjectCases() {
  constexpr Fact kFact = Fact::kItemsInProject;
  const std::string project = "project_id: 'p1' ";
  const std::string in = "items { project_id: 'p1' }";
  const std::string out = "items { project_id: 'p2' }";
  const std::string open = "items { id: 'open' }";
  return {
      {"NoItems", kFact, kT, project},
      {"NoItemsAndNoProject", kFact, kT, ""},
      {"Same", kFact, kT, project + in},
      {"Other", kFact, kF, project + out},
      {"ItemsIsEmpty", kFact, kU, project + open, {Missing(0, "project_id")}},
      {"RequestsIsEmpty", kFact, kU, in, {"project_id"}},
      {"BothAreEmpty",
       kFact,
       kU,
       open,
       {Missing(0, "project_id"), "project_id"}},
      {"ConversationsProjectDoesNotCount",
       kFact,
       kU,
       "conversation { project_id: 'p1' }" + in,
       {"project_id"}},
      {"AllSame", kFact, kT, project + in + in},
      {"LastOther", kFact, kF, project + in + out},
      {"OtherWinsOverOpen", kFact, kF, project + open + out},
      {"LastOpen", kFact, kU, project + in + open, {Missing(1, "project_id")}},
      {"FirstOfSeveralOpen", kFact, kU, in + open, {"project_id"}},
  };
}

std::vector<FactCase> ReadableCases() {
  constexpr Fact kFact = Fact::kItemsReadable;
  const std::string level = "actor_access.tool_permission_level";
  const std::string open = "items { id: 'open' }";
  return {
      {"NoItems", kFact, kT, ""},
      {"None", kFact, kF, WithLevel("NONE")},
      {"ReadOnly", kFact, kT, WithLevel("READ_ONLY")},
      {"Standard", kFact, kT, WithLevel("STANDARD")},
      {"Admin", kFact, kT, WithLevel("ADMIN")},
      {"Unspecified", kFact, kU, WithLevel("UNSPECIFIED"), {Missing(0, level)}},
      {"NoAccess", kFact, kU, open, {Missing(0, level)}},
      {"LastNone", kFact, kF, WithLevel("ADMIN") + WithLevel("NONE")},
      {"NoneWinsOverOpen", kFact, kF, open + WithLevel("NONE")},
      {"LastOpen",
       kFact,
       kU,
       WithLevel("READ_ONLY") + open,
       {Missing(1, level)}},
  };
}

std::vector<FactCase> PrivateCases() {
  constexpr Fact kFact = Fact::kItemsPrivateAccess;
  const std::string is_private = "private";
  const std::string access = "actor_access.private_access";
  const std::string level = "actor_access.tool_permission_level";

  const std::string is_public = "items { private: false }";
  const std::string open = "items { id: 'open' }";
  const std::string refused =
      "items { private: true actor_access { private_access: false "
      "tool_permission_level: PERMISSION_LEVEL_STANDARD } }";
  std::vector<FactCase> cases = {
      {"NoItems", kFact, kT, ""},
      {"NothingSaid", kFact, kU, open, {Missing(0, is_private)}},
      {"AllPublic", kFact, kT, is_public + is_public},
      {"LastRefused", kFact, kF, is_public + refused},
      {"RefusedWinsOverOpen", kFact, kF, open + refused},
      {"LastOpen", kFact, kU, is_public + open, {Missing(1, is_private)}},
      {"FirstOfSeveralOpen",
       kFact,
       kU,
       is_public + "items { private: true }" + open,
       {Missing(1, access)}},
  };

  // By access and level: what it is where `private` is true, false and absent.
  struct Row {
    std::string name;
    std::string actor_access;
    Truth if_private;
    Truth if_public;
    Truth if_absent;
    // What is missing where it is private.
    std::string missing = "";
  };
  const std::string read_only =
      " tool_permission_level: PERMISSION_LEVEL_READ_ONLY";
  const std::string admin = " tool_permission_level: PERMISSION_LEVEL_ADMIN";
  const Row rows[] = {
      {"Given", "private_access: true", kT, kT, kT},
      {"GivenReadOnly", "private_access: true" + read_only, kT, kT, kT},
      {"GivenAdmin", "private_access: true" + admin, kT, kT, kT},
      {"Refused", "private_access: false", kU, kT, kU, level},
      {"RefusedReadOnly", "private_access: false" + read_only, kF, kT, kU},
      {"RefusedAdmin", "private_access: false" + admin, kT, kT, kT},
      {"Absent", "", kU, kT, kU, access},
      {"AbsentReadOnly", read_only, kU, kT, kU, access},
      {"AbsentAdmin", admin, kT, kT, kT},
  };
  for (const Row& row : rows) {
    const auto add = [&](const std::string& name, const std::string& item,
                         Truth expected, const std::string& missing) {
      FactCase fact_case = {name + row.name, kFact, expected,
                            absl::StrCat("items { ", item, " actor_access { ",
                                         row.actor_access, " } }")};
      if (expected == kU) fact_case.missing = {Missing(0, missing)};
      cases.push_back(fact_case);
    };
    add("Private", "private: true", row.if_private, row.missing);
    add("Public", "private: false", row.if_public, "");
    add("PerhapsPrivate", "", row.if_absent, is_private);
  }
  return cases;
}

}  // namespace

std::vector<FactCase> ItemFactCases() {
  std::vector<FactCase> all = ProjectCases();
  for (const auto& cases : {ReadableCases(), PrivateCases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

}  // namespace authz
