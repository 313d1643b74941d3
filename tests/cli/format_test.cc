// How decisions and tables look.

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/format/names.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace cli {
namespace {

using authz::ParseText;
using testing::StartsWith;

struct PrintableCase {
  std::string name;
  std::string text;
  std::string printable;
};

void PrintTo(const PrintableCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PrintableTest : public testing::TestWithParam<PrintableCase> {};

TEST_P(PrintableTest, CannotSteerTheTerminal) {
  EXPECT_EQ(Printable(GetParam().text), GetParam().printable);
}

INSTANTIATE_TEST_SUITE_P(All, PrintableTest,
                         testing::ValuesIn(std::vector<PrintableCase>{
                             {"Ascii", "user-7 (ann)", "user-7 (ann)"},
                             {"Utf8", "Zoë ✓ 😀", "Zoë ✓ 😀"},
                             {"Escape", "\033[2J", "\\x1b[2J"},
                             {"LineEnd", "a\nALLOWED", "a\\nALLOWED"},
                             {"Delete", "a\x7f", "a\\x7f"},
                             {"C1Control",
                              "a\xc2\x9b"
                              "1m",
                              "a\\xc2\\x9b1m"},
                             {"NotUtf8", "a\xff", "a\\xff"},
                             {"CutShort", "a\xe2\x9c", "a\\xe2\\x9c"},
                             {"Overlong", "\xc0\xaf", "\\xc0\\xaf"},
                         }),
                         [](const testing::TestParamInfo<PrintableCase>& info) {
                           return info.param.name;
                         });

TEST(PaintTest, ColoursOnlyWhereTheStyleDoes) {
  EXPECT_EQ(Paint("x", Color::kRed, Style{true}), "\033[31mx\033[0m");
  EXPECT_EQ(Paint("x", Color::kPlain, Style{true}), "x");
  EXPECT_EQ(Paint("", Color::kRed, Style{true}), "");
  EXPECT_EQ(Paint("x", Color::kRed, Style{false}), "x");
}

TEST(TableTest, AlignsByColumnsAndNotByBytes) {
  const std::vector<TableRow> rows = {
      {{"one"}, {"✓", Color::kGreen, /*centered=*/true}, {"end"}},
      {{"✓✓✓✓"}, {"wide", Color::kPlain, /*centered=*/true}},
      {{""}, {""}, {"end"}}};
  EXPECT_EQ(FormatTable(rows, 1, Style{false}),
            " one    ✓    end\n"
            " ✓✓✓✓  wide\n"
            "             end\n");
  EXPECT_EQ(FormatTable({rows[0]}, 0, Style{true}),
            "one  \033[32m✓\033[0m  end\n");
}

TEST(NamesTest, LeaveOutThePrefix) {
  EXPECT_EQ(ShortName(v1::REASON_NOT_A_PARTICIPANT), "NOT_A_PARTICIPANT");
  EXPECT_EQ(ShortName(static_cast<v1::Reason>(999)), "999");
  EXPECT_EQ(Title(ShortName(v1::PERMISSION_LEVEL_READ_ONLY)), "Read Only");
}

struct DecisionCase {
  std::string name;
  std::string response;
  std::string text;
  // What follows "ALLOWED" or "DENIED" where it is one of a batch.
  std::string details;
};

void PrintTo(const DecisionCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class DecisionTest : public testing::TestWithParam<DecisionCase> {};

TEST_P(DecisionTest, ShowsAllThatItCarries) {
  const auto response = ParseText<v1::CheckResponse>(GetParam().response);
  EXPECT_EQ(FormatDecision(response, Style{}), GetParam().text);
  v1::BatchCheckRequest request;
  request.add_checks();
  v1::BatchCheckResponse batch;
  *batch.add_results()->mutable_response() = response;
  EXPECT_THAT(
      FormatBatch(request, batch, Style{}),
      StartsWith(absl::StrCat(
          "[0]    ", response.allowed() ? "ALLOWED" : "DENIED",
          GetParam().details.empty() ? "" : "  ", GetParam().details, "\n")));
}

INSTANTIATE_TEST_SUITE_P(
    All, DecisionTest,
    testing::ValuesIn(std::vector<DecisionCase>{
        {"Allowed",
         R"(allowed: true reason: REASON_ALLOWED policy_version: "p@1")",
         "ALLOWED\n"
         "  policy  p@1\n",
         ""},
        {"AllowedWithAdviceAndAnEnd",
         R"(id: "c-1" allowed: true reason: REASON_ALLOWED policy_version: "p@1"
            advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW
                     ids: "bob" ids: "eve" }
            valid_until { seconds: 300 nanos: 500000000 })",
         "ALLOWED\n"
         "  check        c-1\n"
         "  advice       MENTIONED_USER_CANNOT_VIEW: bob, eve\n"
         "  valid until  1970-01-01T00:05:00.500Z\n"
         "  policy       p@1\n",
         "MENTIONED_USER_CANNOT_VIEW: bob, eve; "
         "valid until 1970-01-01T00:05:00.500Z"},
        {"Denied", R"(reason: REASON_NOT_A_PARTICIPANT policy_version: "p@1")",
         "DENIED  NOT_A_PARTICIPANT\n"
         "  policy  p@1\n",
         "NOT_A_PARTICIPANT"},
        {"MissingFacts",
         R"(reason: REASON_MISSING_FACTS policy_version: "p@1"
            missing_facts: "owner_id" missing_facts: "actor.company_admin")",
         "DENIED  MISSING_FACTS\n"
         "  missing facts  owner_id\n"
         "                 actor.company_admin\n"
         "  policy         p@1\n",
         "MISSING_FACTS: owner_id, actor.company_admin"},
        {"OffendingIds",
         R"(reason: REASON_TARGET_NOT_IN_DIRECTORY policy_version: "p@1"
            offending_ids: "bob\n" offending_ids: "eve")",
         "DENIED  TARGET_NOT_IN_DIRECTORY\n"
         "  offending ids  bob\\n\n"
         "                 eve\n"
         "  policy         p@1\n",
         "TARGET_NOT_IN_DIRECTORY: bob\\n, eve"},
    }),
    [](const testing::TestParamInfo<DecisionCase>& info) {
      return info.param.name;
    });

constexpr char kExplanation[] = R"(
  explanation {
    action: ACTION_VIEW_MESSAGES
    requirements {
      name: "level" outcome: OUTCOME_SATISFIED
      reason: REASON_PERMISSION_LEVEL_TOO_LOW
      description: "The actor can read." source: "PT"
      facts { name: "actor_can_read" value: FACT_VALUE_TRUE }
    }
    requirements {
      name: "directory" outcome: OUTCOME_UNKNOWN
      reason: REASON_ACTOR_NOT_IN_DIRECTORY
      description: "The actor is there." source: "PC"
      facts { name: "actor_in_directory" value: FACT_VALUE_UNKNOWN }
    })";

TEST(ExplanationTest, MarksTheFirstFailedRequirement) {
  const auto response =
      ParseText<v1::CheckResponse>(std::string(kExplanation) + R"(
    requirements {
      name: "one" outcome: OUTCOME_FAILED reason: REASON_NOT_A_PARTICIPANT
      description: "One." source: "PC"
      facts { name: "conversation_direct" value: FACT_VALUE_TRUE }
      facts { name: "actor_is_member" value: FACT_VALUE_FALSE }
    }
    requirements {
      name: "two" outcome: OUTCOME_FAILED reason: REASON_ITEM_IS_PRIVATE
      description: "Two." source: "PC"
    }
  })");
  EXPECT_EQ(FormatExplanation(response, Style{}),
            "VIEW_MESSAGES requires, in this order:\n"
            "\n"
            "  ✓ level\n"
            "      The actor can read.\n"
            "      actor_can_read = true\n"
            "      [PT]\n"
            "\n"
            "  ? directory  unknown\n"
            "      The actor is there.\n"
            "      actor_in_directory = unknown\n"
            "      [PC]\n"
            "\n"
            "  ✗ one  failed, and decides: DENIED NOT_A_PARTICIPANT\n"
            "      One.\n"
            "      conversation_direct = true\n"
            "      actor_is_member = false\n"
            "      [PC]\n"
            "\n"
            "  ✗ two  failed\n"
            "      Two.\n"
            "      [PC]\n"
            "\n"
            "4 requirements: 1 satisfied, 2 failed, 1 unknown\n");
}

TEST(ExplanationTest, MarksWhatIsUnknownWhereNothingFailed) {
  const auto response =
      ParseText<v1::CheckResponse>(std::string(kExplanation) + "}");
  EXPECT_EQ(FormatExplanation(response, Style{}),
            "VIEW_MESSAGES requires, in this order:\n"
            "\n"
            "  ✓ level\n"
            "      The actor can read.\n"
            "      actor_can_read = true\n"
            "      [PT]\n"
            "\n"
            "  ? directory  unknown, and decides: DENIED MISSING_FACTS\n"
            "      The actor is there.\n"
            "      actor_in_directory = unknown\n"
            "      [PC]\n"
            "\n"
            "2 requirements: 1 satisfied, 0 failed, 1 unknown\n");
}

TEST(ExplanationTest, SaysWhatIsComparedWithALimit) {
  const auto response = ParseText<v1::CheckResponse>(R"(
  explanation {
    action: ACTION_EDIT_MESSAGE
    requirements {
      name: "window" outcome: OUTCOME_FAILED
      reason: REASON_EDIT_WINDOW_EXPIRED
      description: "Soon enough."
      facts {
        name: "within_edit_window" value: FACT_VALUE_FALSE
        time {
          sent_at { seconds: 1000 } at { seconds: 1360 nanos: 500000000 }
          limit { seconds: 300 } excess { seconds: 60 nanos: 500000000 }
        }
      }
      facts {
        name: "not_from_future" value: FACT_VALUE_TRUE
        time {
          sent_at { seconds: 1000 } at { seconds: 1360 } limit { seconds: 30 }
        }
      }
      facts {
        name: "direct_size_ok" value: FACT_VALUE_FALSE
        size { size: 103 limit: 100 excess: 3 }
      }
      facts {
        name: "group_size_ok" value: FACT_VALUE_TRUE
        size { size: 103 limit: 2000 }
      }
    }
  })");
  EXPECT_EQ(
      FormatExplanation(response, Style{}),
      "EDIT_MESSAGE requires, in this order:\n"
      "\n"
      "  ✗ window  failed, and decides: DENIED EDIT_WINDOW_EXPIRED\n"
      "      Soon enough.\n"
      "      within_edit_window = false (sent 1970-01-01T00:16:40Z, evaluated "
      "1970-01-01T00:22:40.500Z: 1m0.5s beyond the limit of 5m)\n"
      "      not_from_future = true (sent 1970-01-01T00:16:40Z, evaluated "
      "1970-01-01T00:22:40Z: within the limit of 30s)\n"
      "      direct_size_ok = false (103 of at most 100: 3 too many)\n"
      "      group_size_ok = true (103 of at most 2000)\n"
      "\n"
      "1 requirements: 0 satisfied, 1 failed, 0 unknown\n");
}

TEST(BatchTest, HasALinePerCheckAndASummary) {
  const auto request = ParseText<v1::BatchCheckRequest>(
      R"(checks { id: "first" } checks { } checks { id: "\033[2J" })");
  const auto response = ParseText<v1::BatchCheckResponse>(R"(
    results { response { id: "first" allowed: true reason: REASON_ALLOWED } }
    results { response { reason: REASON_MISSING_FACTS
                         missing_facts: "owner_id" } }
    results { error { code: 3 field: "actor.id"
                      message: "actor.id: must not be empty" } }
    policy_version: "p@1")");
  EXPECT_EQ(FormatBatch(request, response, Style{}),
            "[0]  first    ALLOWED\n"
            "[1]           DENIED     MISSING_FACTS: owner_id\n"
            "[2]  \\x1b[2J  MALFORMED  actor.id: must not be empty\n"
            "\n"
            "3 checks: 1 allowed, 1 denied, 1 malformed\n"
            "policy p@1\n");
}

TEST(BatchTest, OfNothingIsASummary) {
  EXPECT_EQ(
      FormatBatch({},
                  ParseText<v1::BatchCheckResponse>(R"(policy_version: "p@1")"),
                  Style{}),
      "0 checks: 0 allowed, 0 denied, 0 malformed\n"
      "policy p@1\n");
}

}  // namespace
}  // namespace cli
