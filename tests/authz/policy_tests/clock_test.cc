#include "authz/policy_tests/clock.h"

#include <ostream>
#include <string>

#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

struct ClockCase {
  std::string name;
  std::string request;
  bool depends = false;
  // Of a cell, which expects nothing but `allowed`.
  bool cell_depends = false;
};

void PrintTo(const ClockCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ClockTest : public ::testing::TestWithParam<ClockCase> {
 protected:
  bool Depends(bool expects_only_allowed) const {
    TestCase test_case;
    test_case.request = ParseText<v1::CheckRequest>(
        "action: ACTION_EDIT_MESSAGE actor { id: 'ana' } " +
        GetParam().request);
    test_case.expects_only_allowed = expects_only_allowed;
    return DependsOnClock(
        MustCompile(PolicyTextOf({"actor_company_admin | actor_in_directory",
                                  "not_from_future | actor_internal",
                                  "within_edit_window | actor_internal",
                                  "actor_is_author"})),
        test_case);
  }
};

TEST_P(ClockTest, TellsWhetherTheOutcomeDepends) {
  EXPECT_EQ(Depends(/*expects_only_allowed=*/false), GetParam().depends);
}

TEST_P(ClockTest, TellsWhetherThatOfACellDepends) {
  EXPECT_EQ(Depends(/*expects_only_allowed=*/true), GetParam().cell_depends);
}

constexpr char kAllowed[] =
    "actor { company_admin: true internal_employee: false } "
    "message { author_id: 'ana' sent_at { seconds: 1700000000 } }";

INSTANTIATE_TEST_SUITE_P(
    Requests, ClockTest,
    ::testing::Values(
        ClockCase{"AllowedInTheWindow", kAllowed, true, true},
        ClockCase{"SaysWhenItIsEvaluated",
                  std::string(kAllowed) + " at { seconds: 1700000000 }"},
        ClockCase{"DeniedBefore",
                  "actor { company_admin: false in_project_directory: false } "
                  "message { author_id: 'ana' sent_at { seconds: 1 } }"},
        ClockCase{"DeniedBehindForAnotherReason",
                  "actor { company_admin: true internal_employee: false } "
                  "message { author_id: 'bob' sent_at { seconds: 1 } }",
                  true, false},
        ClockCase{"OpenInTheWindow",
                  "actor { internal_employee: false } "
                  "message { author_id: 'ana' sent_at { seconds: 1 } }",
                  true, false},
        ClockCase{"AllowedAtAnyTime",
                  "actor { company_admin: true internal_employee: true } "
                  "message { author_id: 'ana' sent_at { seconds: 1 } }"},
        ClockCase{"DoesNotSayWhenItWasSent",
                  "actor { company_admin: true internal_employee: false } "
                  "message { author_id: 'ana' }"},
        ClockCase{"Malformed",
                  "actor { company_admin: true } "
                  "message { author_id: 'ana' sent_at { seconds: 1 nanos: -1 "
                  "} }"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
