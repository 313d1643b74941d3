// The mistakes in a policy's groups and rules.

#include <string>

#include "gtest/gtest.h"
#include "tests/authz/policy/mistakes.h"

namespace authz {
namespace {

// A requirement that is right, but for what a case changes.
std::string Requirement(const std::string& name) {
  return "requirement { name: \"" + name +
         "\" any_of: \"actor_internal\" reason: REASON_TOOL_DISABLED "
         "description: \"D.\" source: \"S\" }\n";
}

constexpr char kGroup[] = "group {\n  name: \"ALL\"";

INSTANTIATE_TEST_SUITE_P(
    Names, MistakeTest,
    ::testing::Values(
        MistakeCase{"RequirementWithout", "name: \"targets\"", "name: \"\"",
                    "f:20:13: error: a requirement has no name\n"
                    "f:28:23: error: group `ALL` requires `targets`, which is "
                    "not defined above\n"},
        MistakeCase{
            "GroupWithout", kGroup, "group {",
            "f:26:7: error: a group has no name\n"
            "f:35:12: error: the rule for `ACTION_VIEW_MESSAGES` requires "
            "`ALL`, which is not defined above\n"},
        MistakeCase{"RequirementOfATakenName", "group {",
                    Requirement("reader") + "group {",
                    "f:26:21: error: requirement `reader` has a name that is "
                    "taken, rename one of the two\n"},
        MistakeCase{"GroupOfARequirementsName", "group {",
                    "group { name: \"targets\" require: \"reader\" }\ngroup {",
                    "f:26:15: error: group `targets` has a name that is "
                    "taken, rename one of the two\n"},
        MistakeCase{"GroupOfATakenName", "rule {\n  action: [ACTION_VIEW",
                    "group { name: \"ALL\" require: \"reader\" }\n"
                    "rule {\n  action: [ACTION_VIEW",
                    "f:30:15: error: group `ALL` has a name that is taken, "
                    "rename one of the two\n"}),
    MistakeName);

constexpr char kGroupRequires[] = "require: [\"reader\", \"targets\"]";

INSTANTIATE_TEST_SUITE_P(
    Groups, MistakeTest,
    ::testing::Values(
        MistakeCase{"OfNothing", kGroupRequires, "",
                    "f:26:7: error: group `ALL` requires nothing, list at "
                    "least one requirement in `require`\n"},
        MistakeCase{"OfAnUnknownName", kGroupRequires,
                    "require: [\"reader\", \"target\"]",
                    "f:28:23: error: group `ALL` requires `target`, which is "
                    "not defined above, did you mean `targets`\n"},
        MistakeCase{"OfAnUnknownNameThatNothingIsNear", kGroupRequires,
                    "require: [\"reader\", \"moon_phase\"]",
                    "f:28:23: error: group `ALL` requires `moon_phase`, which "
                    "is not defined above\n"},
        MistakeCase{"OfItself", kGroupRequires,
                    "require: [\"reader\", \"ALL\"]",
                    "f:28:23: error: group `ALL` requires `ALL`, which is not "
                    "defined above\n"},
        MistakeCase{"OfAGroupBelow", kGroup,
                    "group { name: \"FIRST\" require: \"ALL\" }\n"
                    "group {\n  name: \"ALL\"",
                    "f:26:32: error: group `FIRST` requires `ALL`, which is "
                    "not defined above\n"},
        MistakeCase{"OfOneTwice", kGroupRequires,
                    "require: [\"reader\", \"targets\", \"reader\"]",
                    "f:28:34: error: group `ALL` requires `reader` twice, take "
                    "one out\n"},
        MistakeCase{"OfOneTwiceByAGroup", kGroup,
                    "group { name: \"FIRST\" require: \"targets\" }\n"
                    "group {\n  name: \"ALL\"\n  require: \"FIRST\"",
                    "f:30:23: error: group `ALL` requires `targets` twice, "
                    "take one out\n"},
        MistakeCase{"UnusedIsNoMistake", kGroup,
                    "group { name: \"UNUSED\" require: \"reader\" }\n"
                    "group {\n  name: \"ALL\"",
                    ""}),
    MistakeName);

constexpr char kAction[] = "action: ACTION_CONFIGURE_TOOL";
constexpr char kRequires[] = "require: \"reader\"";

INSTANTIATE_TEST_SUITE_P(
    Rules, MistakeTest,
    ::testing::Values(
        MistakeCase{
            "WithoutAnAction", kAction, "",
            "f: error: action `ACTION_CONFIGURE_TOOL` has no rule, every "
            "action needs one\n"
            "f:38:6: error: a rule has no action, write `action: "
            "ACTION_...`\n"},
        MistakeCase{
            "OfAnUnknownAction", kAction, "action: ACTION_CONFIGURE_TOOLS",
            "f: error: action `ACTION_CONFIGURE_TOOL` has no rule, every "
            "action needs one\n"
            "f:39:11: error: `action` has no value "
            "`ACTION_CONFIGURE_TOOLS`, did you mean "
            "`ACTION_CONFIGURE_TOOL`\n"},
        MistakeCase{
            "OfTheUnspecifiedAction", kAction,
            "action: [ACTION_CONFIGURE_TOOL, ACTION_UNSPECIFIED]",
            "f:39:35: error: a rule is for `ACTION_UNSPECIFIED`, which is no "
            "action\n"},
        MistakeCase{
            "OfAnActionThatHasOne", kAction,
            "action: [ACTION_CONFIGURE_TOOL, ACTION_EDIT_MESSAGE]",
            "f:39:35: error: action `ACTION_EDIT_MESSAGE` has a rule already, "
            "keep one of the two\n"},
        MistakeCase{"OfOneActionTwice", kAction,
                    "action: [ACTION_CONFIGURE_TOOL, ACTION_CONFIGURE_TOOL]",
                    "f:39:35: error: action `ACTION_CONFIGURE_TOOL` has a rule "
                    "already, keep one of the two\n"},
        MistakeCase{
            "ForAllButTwo", ", ACTION_EDIT_MESSAGE, ACTION_DELETE_MESSAGE", "",
            "f: error: action `ACTION_EDIT_MESSAGE` has no rule, every "
            "action needs one\n"
            "f: error: action `ACTION_DELETE_MESSAGE` has no rule, every "
            "action needs one\n"},
        MistakeCase{
            "OfNothing", kRequires, "",
            "f:38:6: error: the rule for `ACTION_CONFIGURE_TOOL` requires "
            "nothing, list at least one requirement in `require`\n"},
        MistakeCase{
            "OfAnUnknownName", kRequires, "require: \"readers\"",
            "f:40:12: error: the rule for `ACTION_CONFIGURE_TOOL` requires "
            "`readers`, which is not defined above, did you mean "
            "`reader`\n"},
        MistakeCase{
            "OfOneTwice", kRequires,
            "require: \"reader\"\n  require: \"reader\"",
            "f:41:12: error: the rule for `ACTION_CONFIGURE_TOOL` requires "
            "`reader` twice, take one out\n"},
        MistakeCase{
            "OfOneTwiceByAGroup", kRequires, "require: [\"targets\", \"ALL\"]",
            "f:40:24: error: the rule for `ACTION_CONFIGURE_TOOL` requires "
            "`targets` twice, take one out\n"}),
    MistakeName);

}  // namespace
}  // namespace authz
