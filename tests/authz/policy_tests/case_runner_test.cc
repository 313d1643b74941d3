#include "authz/policy_tests/case_runner.h"

#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/policy/policy.h"
#include "authz/policy_tests/case_file.h"
#include "authz/text/issue.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::CheckResponse Response(const std::string& text) {
  v1::CheckResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response))
      << text;
  return response;
}

struct DifferenceCase {
  std::string name;
  std::string expect;
  std::string actual;
  std::string difference;
};

void PrintTo(const DifferenceCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class DifferenceTest : public ::testing::TestWithParam<DifferenceCase> {};

TEST_P(DifferenceTest, NamesTheField) {
  EXPECT_THAT(
      Differences(Response(GetParam().expect), Response(GetParam().actual)),
      ElementsAre(GetParam().difference));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, DifferenceTest,
    ::testing::Values(
        DifferenceCase{"Allowed", "", "allowed: true",
                       "allowed: expected `false`, got `true`"},
        DifferenceCase{"Reason", "reason: REASON_TOOL_DISABLED",
                       "reason: REASON_SCOPE_MISMATCH",
                       "reason: expected `REASON_TOOL_DISABLED`, got "
                       "`REASON_SCOPE_MISMATCH`"},
        DifferenceCase{"MissingFacts", "missing_facts: ['a', 'b']",
                       "missing_facts: 'a'",
                       "missing_facts: expected `[\"a\", \"b\"]`, got "
                       "`[\"a\"]`"},
        DifferenceCase{"OrderOfMissingFacts", "missing_facts: ['a', 'b']",
                       "missing_facts: ['b', 'a']",
                       "missing_facts: expected `[\"a\", \"b\"]`, got "
                       "`[\"b\", \"a\"]`"},
        DifferenceCase{"OffendingIds", "", "offending_ids: 'eve'",
                       "offending_ids: expected `[]`, got `[\"eve\"]`"},
        DifferenceCase{"OneIdThatLooksLikeTwo", "offending_ids: ['a', 'b']",
                       "offending_ids: 'a\", \"b'",
                       "offending_ids: expected `[\"a\", \"b\"]`, got "
                       "`[\"a\\\", \\\"b\"]`"},
        DifferenceCase{
            "Advice",
            "advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW ids: 'a' }",
            "advice { code: ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW }",
            "advice: expected `[ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW "
            "[\"a\"]]`, got `[ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW []]`"},
        DifferenceCase{"ValidUntil", "valid_until { seconds: 300 }",
                       "valid_until { seconds: 300 nanos: 1 }",
                       "valid_until: expected `seconds: 300 nanos: 0 "
                       "(1970-01-01T00:05:00+00:00)`, got `seconds: 300 nanos: "
                       "1 (1970-01-01T00:05:00.000000001+00:00)`"},
        DifferenceCase{"ValidUntilAbsent", "", "valid_until { }",
                       "valid_until: expected `none`, got `seconds: 0 nanos: 0 "
                       "(1970-01-01T00:00:00+00:00)`"}),
    [](const auto& test) { return test.param.name; });

TEST(DifferencesTest, OtherFieldsAreNotCompared) {
  EXPECT_THAT(Differences(Response("reason: REASON_TOOL_DISABLED"),
                          Response("reason: REASON_TOOL_DISABLED id: 'x' "
                                   "policy_version: 'v' explanation { "
                                   "action: ACTION_VIEW_MESSAGES }")),
              IsEmpty());
}

class RunCasesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    CompileResult result = CompilePolicy(EmbeddedPolicyText());
    ASSERT_TRUE(result.policy.has_value())
        << FormatIssues("embedded policy", result.issues);
    policy_ = *std::move(result.policy);
  }

  // The failures of the cases of `text`, as a person reads them.
  std::string Run(const std::string& text) const {
    const CaseFileResult file = ParseCaseFile(text);
    EXPECT_TRUE(file.cases.has_value()) << FormatIssues("", file.issues);
    if (!file.cases.has_value()) return "";
    std::string failures;
    for (const CaseFailure& failure :
         RunCases(*file.cases, [this](const v1::CheckRequest& request) {
           return Decide(request);
         })) {
      failures += FormatFailure("f", failure);
    }
    return failures;
  }

 private:
  absl::StatusOr<v1::CheckResponse> Decide(
      const v1::CheckRequest& request) const {
    v1::CheckResponse response;
    const std::optional<Malformed> malformed =
        Check(policy_, RequestLimits(), request, absl::Now(), response)
            .malformed;
    if (malformed.has_value()) {
      return absl::InvalidArgumentError(ToString(*malformed));
    }
    return response;
  }

  CompiledPolicy policy_;
};

constexpr char kConfigure[] = R"(fixture {
  name: "configure"
  request { action: ACTION_CONFIGURE_TOOL actor { id: "ana" } }
}
)";

TEST_F(RunCasesTest, NothingIsSaidOfCasesThatPass) {
  EXPECT_EQ(Run(std::string(kConfigure) + R"(
    case {
      name: "unknown"
      use: "configure"
      expect {
        reason: REASON_MISSING_FACTS
        missing_facts: "actor.company_admin"
      }
    }
    case {
      name: "yes"
      use: "configure"
      request { actor { company_admin: true } }
      expect { allowed: true reason: REASON_ALLOWED }
    })"),
            "");
}

TEST_F(RunCasesTest, WhatDiffersIsReportedOfEveryCaseThatFails) {
  EXPECT_EQ(Run(std::string(kConfigure) + R"(case {
  name: "unknown"
  use: "configure"
  expect { allowed: true reason: REASON_ALLOWED }
}
case {
  name: "no"
  use: "configure"
  request { actor { company_admin: false } }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
case {
  name: "yes"
  use: "configure"
  request { actor { company_admin: true } }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
})"),
            "f:5: failed: unknown\n"
            "  allowed: expected `true`, got `false`\n"
            "  reason: expected `REASON_ALLOWED`, got `REASON_MISSING_FACTS`\n"
            "  missing_facts: expected `[]`, got `[\"actor.company_admin\"]`\n"
            "f:16: failed: yes\n"
            "  allowed: expected `false`, got `true`\n"
            "  reason: expected `REASON_COMPANY_ADMIN_REQUIRED`, got "
            "`REASON_ALLOWED`\n");
}

// Of a cell only `allowed` counts, whatever the reason.
TEST_F(RunCasesTest, CellsAreAllowedOrNot) {
  EXPECT_EQ(Run(std::string(kConfigure) + R"(table {
  name: "t"
  use: "configure"
  action: ["CONFIGURE_TOOL"]
  row { name: "unknown" }
  row { name: "no" request { actor { company_admin: false } } }
  row { name: "yes" request { actor { company_admin: true } } }
  row { name: "not allowed" request { actor { company_admin: false } } }
  row { name: "not denied" request { actor { company_admin: true } } }
  allow { row: ["yes", "not allowed"] column: "CONFIGURE_TOOL" }
})"),
            "f:14: failed: t / not allowed / CONFIGURE_TOOL\n"
            "  allowed: expected `true`, got `false` for "
            "`REASON_COMPANY_ADMIN_REQUIRED`\n"
            "f:13: failed: t / not denied / CONFIGURE_TOOL\n"
            "  allowed: expected `false`, got `true` for `REASON_ALLOWED`\n");
}

TEST_F(RunCasesTest, AnErrorIsAFailure) {
  const std::string failures = Run(R"(case {
    name: "nobody"
    request { action: ACTION_CONFIGURE_TOOL }
    expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
  })");
  EXPECT_THAT(failures, ::testing::StartsWith(
                            "f:1: failed: nobody\n  expected a decision, got "
                            "an error: INVALID_ARGUMENT: actor.id: "));
}

}  // namespace
}  // namespace authz
