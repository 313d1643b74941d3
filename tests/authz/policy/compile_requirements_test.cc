// The mistakes in a policy's requirements.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/authz/policy/mistakes.h"

namespace authz {
namespace {

constexpr char kWhen[] = "when: \"access_internal_only\"";
constexpr char kAnyOf[] =
    "any_of: [\"actor_can_read\", \"actor_company_admin\"]";
constexpr char kReason[] = "reason: REASON_PERMISSION_LEVEL_TOO_LOW";
constexpr char kCannotFail[] = "any_of: \"targets_given\"";

INSTANTIATE_TEST_SUITE_P(
    Facts, MistakeTest,
    ::testing::Values(
        MistakeCase{"UnknownInWhen", kWhen, "when: \"access_internal_onyl\"",
                    "f:14:9: error: requirement `reader` names an unknown "
                    "fact `access_internal_onyl`, did you mean "
                    "`access_internal_only`\n"},
        MistakeCase{"UnknownInAnyOf", kAnyOf,
                    "any_of: [\"actor_can_read\", \"actor_company_admim\"]",
                    "f:15:30: error: requirement `reader` names an unknown "
                    "fact `actor_company_admim`, did you mean "
                    "`actor_company_admin`\n"},
        MistakeCase{"UnknownAndNothingIsNear", kWhen, "when: \"weekday\"",
                    "f:14:9: error: requirement `reader` names an unknown "
                    "fact `weekday`\n"},
        MistakeCase{"SeveralUnknown", kAnyOf,
                    "any_of: [\"x\", \"actor_can_read\", \"y\"]",
                    "f:15:12: error: requirement `reader` names an unknown "
                    "fact `x`\n"
                    "f:15:35: error: requirement `reader` names an unknown "
                    "fact `y`\n"},
        MistakeCase{"TwiceInWhen", kWhen,
                    "when: \"access_internal_only\"\n"
                    "  when: \"access_internal_only\"",
                    "f:15:9: error: requirement `reader` names the fact "
                    "`access_internal_only` twice, take one out\n"},
        MistakeCase{"TwiceInAnyOf", kAnyOf,
                    "any_of: [\"actor_can_read\", \"actor_can_read\"]",
                    "f:15:30: error: requirement `reader` names the fact "
                    "`actor_can_read` twice, take one out\n"},
        MistakeCase{"InBoth", kWhen, "when: \"actor_company_admin\"",
                    "f:15:12: error: requirement `reader` is always "
                    "satisfied, since `when` and `any_of` share a fact, take "
                    "it out of one\n"},
        MistakeCase{"NeverWhile", kAnyOf, "", ""},
        MistakeCase{"NoFact", absl::StrCat("  ", kWhen, "\n  ", kAnyOf), "",
                    "f:12:13: error: requirement `reader` names no fact, list "
                    "what it asks for in `any_of`, or what must never hold in "
                    "`when`\n"},
        MistakeCase{"NineFacts", kWhen,
                    "when: [\"tool_enabled\", \"project_enabled\", "
                    "\"actor_internal\", \"actor_is_admin\", "
                    "\"actor_is_author\", \"actor_is_owner\", "
                    "\"item_private\"]",
                    "f:12:13: error: requirement `reader` names more than 8 "
                    "facts, split it in two\n"},
        MistakeCase{"EightFactsAreNoMistake", kWhen,
                    "when: [\"tool_enabled\", \"project_enabled\", "
                    "\"actor_internal\", \"actor_is_admin\", "
                    "\"actor_is_author\", \"actor_is_owner\"]",
                    ""},
        MistakeCase{"NoWhenIsNoMistake", kWhen, "", ""}),
    MistakeName);

INSTANTIATE_TEST_SUITE_P(
    Reasons, MistakeTest,
    ::testing::Values(
        MistakeCase{"Absent", kReason, "",
                    "f:12:13: error: requirement `reader` can fail but has no "
                    "reason, write `reason: REASON_...`\n"},
        MistakeCase{"Unknown", kReason,
                    "reason: REASON_PERMISSION_LEVEL_TO_LOW",
                    "f:16:11: error: `reason` has no value "
                    "`REASON_PERMISSION_LEVEL_TO_LOW`, did you mean "
                    "`REASON_PERMISSION_LEVEL_TOO_LOW`\n"},
        MistakeCase{"Unspecified", kReason, "reason: REASON_UNSPECIFIED",
                    "f:16:11: error: requirement `reader` can fail but has no "
                    "reason, write `reason: REASON_...`\n"},
        MistakeCase{
            "WithoutItsPrefix", kReason, "reason: TOOL_DISABLED",
            "f:16:11: error: `reason` has no value `TOOL_DISABLED`, did "
            "you mean `REASON_TOOL_DISABLED`\n"},
        MistakeCase{"Allowed", kReason, "reason: REASON_ALLOWED",
                    "f:16:11: error: requirement `reader` has the reason "
                    "`REASON_ALLOWED`, which is no reason for a requirement to "
                    "fail\n"},
        MistakeCase{
            "MissingFacts", kReason, "reason: REASON_MISSING_FACTS",
            "f:16:11: error: requirement `reader` has the reason "
            "`REASON_MISSING_FACTS`, which is no reason for a requirement to "
            "fail\n"},
        MistakeCase{
            "OfWhatCannotFail", kCannotFail,
            "any_of: \"targets_given\"\n  reason: REASON_TOOL_DISABLED",
            "f:23:11: error: requirement `targets` has the reason "
            "`REASON_TOOL_DISABLED` but cannot fail, take the reason out\n"},
        MistakeCase{
            "OfWhatCannotFailEither", kCannotFail,
            "any_of: [\"actor_internal\", \"export_range_given\"]\n"
            "  reason: REASON_TOOL_DISABLED",
            "f:23:11: error: requirement `targets` has the reason "
            "`REASON_TOOL_DISABLED` but cannot fail, take the reason out\n"},
        MistakeCase{"OfWhatFailsWhereTargetsAreGiven", kCannotFail,
                    "when: \"targets_given\"\n  any_of: \"actor_internal\"\n"
                    "  reason: REASON_TOOL_DISABLED",
                    ""}),
    MistakeName);

INSTANTIATE_TEST_SUITE_P(
    Texts, MistakeTest,
    ::testing::Values(
        MistakeCase{"NoDescription", "description: \"The actor can read.\"", "",
                    "f:12:13: error: requirement `reader` has no description, "
                    "write what it asks for\n"},
        MistakeCase{"EmptyDescription", "description: \"The actor can read.\"",
                    "description: \"\"",
                    "f:17:16: error: requirement `reader` has no description, "
                    "write what it asks for\n"},
        MistakeCase{"NoSource", "source: \"PT\"", "",
                    "f:12:13: error: requirement `reader` has no source, "
                    "write where it comes from\n"},
        MistakeCase{"EmptySource", "source: \"PT\"", "source: ''",
                    "f:18:11: error: requirement `reader` has no source, "
                    "write where it comes from\n"}),
    MistakeName);

}  // namespace
}  // namespace authz
