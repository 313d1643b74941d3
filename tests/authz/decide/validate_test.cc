#include "authz/decide/validate.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace authz {
namespace {

constexpr int kMaxTargets = 3;

// What is wrong with `request`, laid over a well-formed one; "" where nothing
// is.
std::string MalformedIn(const std::string& request) {
  auto full = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_VIEW_MESSAGES");
  MergeText(request, full);
  const std::optional<Malformed> malformed =
      Validate(ViewOf(full), kMaxTargets);
  return malformed.has_value() ? ToString(*malformed) : "";
}

struct MalformedCase {
  std::string name;
  std::string request;
  // "FIELD: RULE".
  std::string malformed;
};

void PrintTo(const MalformedCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MalformedTest : public ::testing::TestWithParam<MalformedCase> {};

TEST_P(MalformedTest, NamesTheFieldAndTheRule) {
  EXPECT_EQ(MalformedIn(GetParam().request), GetParam().malformed);
}

std::string TestName(const ::testing::TestParamInfo<MalformedCase>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Given, MalformedTest,
    ::testing::Values(
        MalformedCase{"EmptyActorId", "actor { id: '' }",
                      "actor.id: must not be empty"},
        MalformedCase{"NoAction", "action: ACTION_UNSPECIFIED",
                      "action: must be given"},
        MalformedCase{"UnknownAction", "action: 99",
                      "action: `99` is not a value of the enum Action"},
        MalformedCase{"ActionAboveTheLast", "action: 16",
                      "action: `16` is not a value of the enum Action"},
        MalformedCase{"NegativeAction", "action: -1",
                      "action: `-1` is not a value of the enum Action"}),
    TestName);

// Every field that has an enum, but the action: a value above the last one, one
// far above and one below the first.
std::vector<MalformedCase> EnumCases() {
  struct Field {
    std::string path;
    // With the value as `$`.
    std::string request;
    std::string type;
    int last;
  };
  const Field fields[] = {
      {"actor.permission_level", "actor { permission_level: $ }",
       "PermissionLevel", 4},
      {"actor.item_access.tool_permission_level",
       "actor { item_access { tool_permission_level: $ } }", "PermissionLevel",
       4},
      {"settings.access", "settings { access: $ }", "Access", 3},
      {"settings.direct_messages", "settings { direct_messages: $ }",
       "DirectMessages", 3},
      {"settings.group_management", "settings { group_management: $ }",
       "GroupManagement", 4},
      {"conversation.type", "conversation { type: $ }", "ConversationType", 3},
      {"conversation.item.actor_access.tool_permission_level",
       "conversation { item { actor_access { tool_permission_level: $ } } }",
       "PermissionLevel", 4},
      {"targets[0].permission_level",
       "targets { id: 'b' permission_level: $ } targets { id: 'b' }",
       "PermissionLevel", 4},
      {"targets[2].permission_level",
       "targets { id: 'b' } targets { id: 'b' } targets { id: 'b' "
       "permission_level: $ }",
       "PermissionLevel", 4},
      {"targets[1].item_access.tool_permission_level",
       "targets { id: 'b' } targets { id: 'b' item_access { "
       "tool_permission_level: $ } }",
       "PermissionLevel", 4},
      {"items[1].actor_access.tool_permission_level",
       "items { id: 'i' } items { id: 'i' actor_access { "
       "tool_permission_level: $ } }",
       "PermissionLevel", 4},
  };
  std::vector<MalformedCase> cases;
  for (const Field& field : fields) {
    for (int value : {field.last + 1, 99, -1}) {
      cases.push_back(
          {absl::StrReplaceAll(
               absl::StrCat(field.path, "_",
                            value < 0 ? "negative" : absl::StrCat(value)),
               {{".", "_"}, {"[", "_"}, {"]", ""}}),
           absl::StrReplaceAll(field.request, {{"$", absl::StrCat(value)}}),
           absl::StrCat(field.path, ": `", value,
                        "` is not a value of the enum ", field.type)});
    }
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Enums, MalformedTest, ::testing::ValuesIn(EnumCases()),
                         TestName);

// Every timestamp, with every way to be outside of its range.
std::vector<MalformedCase> TimestampCases() {
  struct Field {
    std::string name;
    std::string path;
    // With the timestamp's fields as `$`.
    std::string request;
  };
  const Field fields[] = {
      {"SentAt", "message.sent_at", "message { sent_at { $ } }"},
      {"StartTime", "export_range.start_time",
       "export_range { start_time { $ } }"},
      {"EndTime", "export_range.end_time", "export_range { end_time { $ } }"},
      {"At", "at", "at { $ }"},
  };
  struct Value {
    std::string name;
    std::string timestamp;
    std::string malformed;
  };
  const Value values[] = {
      {"BelowTheRange", "seconds: -62135596801 nanos: 999999999",
       ".seconds: `-62135596801` is outside the years 1 to 9999"},
      {"AboveTheRange", "seconds: 253402300800",
       ".seconds: `253402300800` is outside the years 1 to 9999"},
      {"MinSeconds", "seconds: -9223372036854775808",
       ".seconds: `-9223372036854775808` is outside the years 1 to 9999"},
      {"MaxSeconds", "seconds: 9223372036854775807",
       ".seconds: `9223372036854775807` is outside the years 1 to 9999"},
      {"NegativeNanos", "seconds: 5 nanos: -1",
       ".nanos: `-1` is outside 0 to 999999999"},
      {"ASecondOfNanos", "nanos: 1000000000",
       ".nanos: `1000000000` is outside 0 to 999999999"},
      {"Epoch", "",
       ": is exactly 1970-01-01T00:00:00Z, most likely a date that was "
       "converted wrongly"},
      {"EpochWithZeros", "seconds: 0 nanos: 0",
       ": is exactly 1970-01-01T00:00:00Z, most likely a date that was "
       "converted wrongly"},
  };
  std::vector<MalformedCase> cases;
  for (const Field& field : fields) {
    for (const Value& value : values) {
      cases.push_back(
          {field.name + value.name,
           absl::StrReplaceAll(field.request, {{"$", value.timestamp}}),
           field.path + value.malformed});
    }
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Timestamps, MalformedTest,
                         ::testing::ValuesIn(TimestampCases()), TestName);

constexpr char kReversed[] =
    "export_range.end_time: must not be before `start_time`";

INSTANTIATE_TEST_SUITE_P(
    Ranges, MalformedTest,
    ::testing::Values(
        MalformedCase{"ReversedSeconds",
                      "export_range { start_time { seconds: 2 } "
                      "end_time { seconds: 1 nanos: 999999999 } }",
                      kReversed},
        MalformedCase{"ReversedNanos",
                      "export_range { start_time { seconds: 2 nanos: 1 } "
                      "end_time { seconds: 2 } }",
                      kReversed},
        MalformedCase{"AcrossTheEpoch",
                      "export_range { start_time { seconds: 1 } "
                      "end_time { seconds: -1 } }",
                      kReversed}),
    TestName);

INSTANTIATE_TEST_SUITE_P(
    Lists, MalformedTest,
    ::testing::Values(
        MalformedCase{"OneTargetTooMany",
                      "targets { id: 'b' } targets { id: 'b' } targets { id: "
                      "'b' } targets { id: 'b' }",
                      "targets: has 4 elements, at most 3 are allowed"},
        MalformedCase{"OneItemTooMany",
                      "items { id: 'i' } items { id: 'i' } items { id: 'i' } "
                      "items { id: 'i' }",
                      "items: has 4 elements, at most 3 are allowed"},
        MalformedCase{
            "LengthBeforeElements",
            "targets { id: 'b' permission_level: 99 } "
            "targets { id: 'b' } targets { id: 'b' } targets { id: 'b' }",
            "targets: has 4 elements, at most 3 are allowed"},
        MalformedCase{
            "FirstElementFirst",
            "targets { id: 'b' } targets { id: 'b' permission_level: 98 } "
            "targets { id: 'b' permission_level: 99 }",
            "targets[1].permission_level: `98` is not a value of "
            "the enum PermissionLevel"},
        MalformedCase{"TargetWithoutAnId",
                      "targets { id: 'bob' } targets { id: 'eve' } "
                      "targets { in_project_directory: true }",
                      "targets[2].id: must not be empty"},
        MalformedCase{"ItemWithoutAnId", "items { project_id: 'p1' }",
                      "items[0].id: must not be empty"}),
    TestName);

TEST(WellFormedTest, AtTheEdges) {
  struct Case {
    std::string name;
    std::string request;
  };
  const Case cases[] = {
      {"nothing else", ""},
      {"last action", "action: ACTION_CONFIGURE_TOOL"},
      {"last values of enums",
       "actor { permission_level: PERMISSION_LEVEL_ADMIN } "
       "settings { access: ACCESS_INTERNAL_EMPLOYEES "
       "direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES "
       "group_management: GROUP_MANAGEMENT_EVERYONE } "
       "conversation { type: CONVERSATION_TYPE_ITEM }"},
      {"lists at the limit",
       "targets { id: 'b' } targets { id: 'b' } targets { id: 'b' } items { "
       "id: 'i' } items { id: 'i' } items { id: 'i' }"},
      {"first instant",
       "message { sent_at { seconds: -62135596800 } } "
       "at { seconds: -62135596800 }"},
      {"last instant",
       "message { sent_at { seconds: 253402300799 nanos: 999999999 } } "
       "at { seconds: 253402300799 nanos: 999999999 }"},
      {"range of one instant",
       "export_range { start_time { seconds: 7 nanos: 8 } "
       "end_time { seconds: 7 nanos: 8 } }"},
      {"whole range",
       "export_range { start_time { seconds: -62135596800 } "
       "end_time { seconds: 253402300799 nanos: 999999999 } }"},
      {"start after the epoch without an end",
       "export_range { start_time { seconds: 1 } }"},
      {"end before the epoch without a start",
       "export_range { end_time { seconds: -1 } }"},
      {"a conversation's item without an id",
       "conversation { item { private: true } }"},
      {"the instants beside the epoch",
       "message { sent_at { nanos: 1 } } "
       "at { seconds: -1 nanos: 999999999 }"},
      {"ids of one space", "targets { id: ' ' } items { id: ' ' }"},
      {"an id of one space", "actor { id: ' ' }"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(MalformedIn(c.request), "");
  }
}

TEST(ValidateTest, NoTargetsMayBeAllowed) {
  auto request = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_VIEW_MESSAGES");
  EXPECT_FALSE(Validate(ViewOf(request), 0).has_value());
  request.add_items();
  EXPECT_EQ(ToString(Validate(ViewOf(request), 0).value()),
            "items: has 1 elements, at most 0 are allowed");
}

// Of two mistakes, the one that comes first in the order of CheckRequest's
// fields is reported.
TEST(ValidateTest, TheFirstInFieldOrderWins) {
  struct Mistake {
    std::string request;
    std::string field;
  };
  const std::vector<Mistake> mistakes = {
      {"actor { id: '' }", "actor.id"},
      {"actor { permission_level: 99 }", "actor.permission_level"},
      {"actor { item_access { tool_permission_level: 99 } }",
       "actor.item_access.tool_permission_level"},
      {"action: 99", "action"},
      {"settings { access: 99 }", "settings.access"},
      {"settings { direct_messages: 99 }", "settings.direct_messages"},
      {"settings { group_management: 99 }", "settings.group_management"},
      {"conversation { type: 99 }", "conversation.type"},
      {"conversation { item { actor_access { tool_permission_level: 99 } } }",
       "conversation.item.actor_access.tool_permission_level"},
      {"message { sent_at { seconds: -62135596801 nanos: -1 } }",
       "message.sent_at.seconds"},
      {"targets { permission_level: 99 "
       "item_access { tool_permission_level: 99 } }",
       "targets[0].id"},
      {"items { actor_access { tool_permission_level: 99 } }", "items[0].id"},
      {"export_range { start_time { seconds: 5 nanos: -1 } }",
       "export_range.start_time.nanos"},
      {"export_range { end_time { seconds: 253402300800 } }",
       "export_range.end_time.seconds"},
      {"at { nanos: 1000000000 }", "at.nanos"},
  };
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    for (std::size_t j = 0; j < mistakes.size(); ++j) {
      const Mistake& first = mistakes[std::min(i, j)];
      auto request = ParseText<v1::CheckRequest>(
          "actor { id: 'ana' } action: ACTION_VIEW_MESSAGES");
      MergeText(mistakes[i].request, request);
      if (i != j) MergeText(mistakes[j].request, request);
      const std::optional<Malformed> malformed =
          Validate(ViewOf(request), kMaxTargets);
      ASSERT_TRUE(malformed.has_value())
          << mistakes[i].request << mistakes[j].request;
      EXPECT_EQ(malformed->field, first.field)
          << mistakes[i].request << mistakes[j].request;
    }
  }
}

}  // namespace
}  // namespace authz
