// The mistakes in a policy's name, default settings and limits.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/authz/policy/mistakes.h"

namespace authz {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Name, MistakeTest,
    ::testing::Values(
        MistakeCase{"Absent", "name: \"small\"", "",
                    "f: error: the policy has no name, write `name: "
                    "\"...\"`\n"},
        MistakeCase{"Empty", "name: \"small\"", "name: \"\"",
                    "f:1:7: error: the policy has no name, write `name: "
                    "\"...\"`\n"},
        MistakeCase{"UpperCase", "name: \"small\"", "name: \"Small\"",
                    "f:1:7: error: policy name `Small` may have only lower "
                    "case letters, digits, `-`, `_` and `.`\n"},
        MistakeCase{"Space", "name: \"small\"", "name: \"a b\"",
                    "f:1:7: error: policy name `a b` may have only lower "
                    "case letters, digits, `-`, `_` and `.`\n"},
        MistakeCase{"At", "name: \"small\"", "name: \"a@b\"",
                    "f:1:7: error: policy name `a@b` may have only lower "
                    "case letters, digits, `-`, `_` and `.`\n"},
        MistakeCase{"EveryLetterAllowed", "name: \"small\"",
                    "name: \"az09-_.\"", ""},
        MistakeCase{"Longest", "name: \"small\"",
                    absl::StrCat("name: \"", std::string(64, 'a'), "\""), ""},
        MistakeCase{"TooLong", "name: \"small\"",
                    absl::StrCat("name: \"", std::string(65, 'a'), "\""),
                    "f:1:7: error: the policy's name has 65 characters, more "
                    "than 64\n"}),
    MistakeName);

constexpr char kAccess[] = "  access: ACCESS_ANY_USER";

INSTANTIATE_TEST_SUITE_P(
    DefaultSettings, MistakeTest,
    ::testing::Values(
        MistakeCase{"Access", kAccess, "  access: ACCESS_ANYBODY",
                    "f:3:11: error: `access` has no value `ACCESS_ANYBODY`\n"},
        MistakeCase{"AccessWithoutItsPrefix", kAccess, "  access: ANY_USER",
                    "f:3:11: error: `access` has no value `ANY_USER`, did you "
                    "mean `ACCESS_ANY_USER`\n"},
        MistakeCase{"AccessByANumberThatIsNone", kAccess, "  access: 7",
                    "f:3:11: error: `access` has no value `7`\n"},
        MistakeCase{"UnspecifiedIsNoMistake", kAccess,
                    "  access: ACCESS_UNSPECIFIED", ""},
        MistakeCase{"NoneIsNoMistake", kAccess, "", ""}),
    MistakeName);

constexpr char kWindow[] = "edit_window { seconds: 300 }";
constexpr char kSkew[] = "max_clock_skew { seconds: 30 }";
constexpr char kNotPositive[] =
    "f:7:15: error: limit `edit_window` must be positive\n";
constexpr char kNegative[] =
    "f:8:18: error: limit `max_clock_skew` must be zero or positive\n";
constexpr char kNoDuration[] =
    "f:7:15: error: limit `edit_window` is not a duration, `seconds` must be "
    "within 10,000 years and `nanos` within one second\n";

INSTANTIATE_TEST_SUITE_P(
    Durations, MistakeTest,
    ::testing::Values(
        MistakeCase{"WindowAbsent", kWindow, "",
                    "f:6:8: error: limit `edit_window` is missing\n"},
        MistakeCase{"WindowZero", kWindow, "edit_window {}", kNotPositive},
        MistakeCase{"WindowNegative", kWindow, "edit_window { seconds: -1 }",
                    kNotPositive},
        MistakeCase{"WindowNegativeNanos", kWindow, "edit_window { nanos: -1 }",
                    kNotPositive},
        MistakeCase{"WindowOfANanosecond", kWindow, "edit_window { nanos: 1 }",
                    ""},
        MistakeCase{"LongestWindow", kWindow,
                    "edit_window { seconds: 315576000000 nanos: 999999999 }",
                    ""},
        MistakeCase{"SkewAbsent", kSkew, "",
                    "f:6:8: error: limit `max_clock_skew` is missing\n"},
        MistakeCase{"SkewZero", kSkew, "max_clock_skew {}", ""},
        MistakeCase{"WindowOfTooManyNanos", kWindow,
                    "edit_window { seconds: 300 nanos: 1000000000 }",
                    kNoDuration},
        MistakeCase{"WindowOfTwoSigns", kWindow,
                    "edit_window { seconds: 300 nanos: -1 }", kNoDuration},
        MistakeCase{"WindowTooLong", kWindow,
                    "edit_window { seconds: 315576000001 }", kNoDuration},
        MistakeCase{"SkewNegative", kSkew, "max_clock_skew { nanos: -1 }",
                    kNegative}),
    MistakeName);

INSTANTIATE_TEST_SUITE_P(
    Counts, MistakeTest,
    ::testing::Values(
        MistakeCase{"DirectAbsent", "max_direct_message_recipients: 100", "",
                    "f:6:8: error: limit `max_direct_message_recipients` is "
                    "missing or 0, write how many are allowed\n"},
        MistakeCase{"DirectZero", "max_direct_message_recipients: 100",
                    "max_direct_message_recipients: 0",
                    "f:9:34: error: limit `max_direct_message_recipients` is "
                    "missing or 0, write how many are allowed\n"},
        MistakeCase{"GroupAbsent", "max_group_members: 2000", "",
                    "f:6:8: error: limit `max_group_members` is missing or "
                    "0, write how many are allowed\n"},
        MistakeCase{"GroupZero", "max_group_members: 2000",
                    "max_group_members: 0",
                    "f:10:22: error: limit `max_group_members` is missing or "
                    "0, write how many are allowed\n"},
        MistakeCase{"GroupOne", "max_group_members: 2000",
                    "max_group_members: 1", ""}),
    MistakeName);

INSTANTIATE_TEST_SUITE_P(
    Limits, MistakeTest,
    ::testing::Values(MistakeCase{
        "AllAbsent",
        R"(limits {
  edit_window { seconds: 300 }
  max_clock_skew { seconds: 30 }
  max_direct_message_recipients: 100
  max_group_members: 2000
})",
        "",
        "f: error: limit `edit_window` is missing\n"
        "f: error: limit `max_clock_skew` is missing\n"
        "f: error: limit `max_direct_message_recipients` is missing or 0, "
        "write "
        "how many are allowed\n"
        "f: error: limit `max_group_members` is missing or 0, write how many "
        "are allowed\n"}),
    MistakeName);

}  // namespace
}  // namespace authz
