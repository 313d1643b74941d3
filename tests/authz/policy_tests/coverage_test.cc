#include "authz/policy_tests/coverage.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "authz/facts/fact.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAre;

// "satisfied 1, failed -", where "-" is what cannot happen.
std::string Show(absl::Span<const Exercise> exercises) {
  return absl::StrJoin(
      exercises, ", ", [](std::string* out, const Exercise& exercise) {
        absl::StrAppend(out, exercise.outcome, " ",
                        exercise.possible ? absl::StrCat(exercise.cases) : "-");
      });
}

class CoverageTest : public ::testing::Test {
 protected:
  // Every action's rule.
  CoverageTest()
      : policy_(MustCompile(PolicyTextOf(
            {"scope_consistent", "actor_internal -> actor_company_admin",
             "actor_company_admin", "items_given"}))),
        coverage_(NewCoverage(policy_)) {}

  // Counts a case of CONFIGURE_TOOL.
  void Add(const std::string& request) {
    Count(Decide(policy_, "explain: true " + request).explanation(), coverage_);
  }

  const RuleCoverage& Configure() const { return coverage_.rules.back(); }

  std::vector<std::string> Requirements() const {
    std::vector<std::string> shown;
    for (const RequirementCoverage& one : Configure().requirements) {
      shown.push_back(
          absl::StrCat(one.requirement->name, ": ", Show(one.exercises)));
    }
    return shown;
  }

  std::vector<std::string> Facts() const {
    std::vector<std::string> shown;
    for (const FactCoverage& one : coverage_.facts) {
      shown.push_back(
          absl::StrCat(FactName(one.fact), ": ", Show(one.exercises)));
    }
    return shown;
  }

 private:
  const CompiledPolicy policy_;

 protected:
  Coverage coverage_;
};

TEST_F(CoverageTest, OfNoCase) {
  EXPECT_THAT(
      Requirements(),
      ElementsAre("scope_consistent: satisfied 0, failed 0, deciding 0, "
                  "unknown -",
                  "actor_internal -> actor_company_admin: satisfied 0, failed "
                  "0, deciding 0, unknown 0",
                  "actor_company_admin: satisfied 0, failed 0, deciding 0, "
                  "unknown 0",
                  "items_given: satisfied 0, failed -, deciding -, unknown 0"));
  EXPECT_THAT(Facts(),
              ElementsAre("scope_consistent: true 0, false 0, unknown -",
                          "actor_company_admin: true 0, false 0, unknown 0",
                          "actor_internal: true 0, false 0, unknown 0",
                          "items_given: true 0, false -, unknown 0"));
  EXPECT_EQ(coverage_.rules.size(), v1::Action_ARRAYSIZE - 1u);
  EXPECT_EQ(Configure().action, v1::ACTION_CONFIGURE_TOOL);
  EXPECT_EQ(Total(Configure()).possible, 13);
  EXPECT_EQ(Total(coverage_.facts).possible, 10);
  EXPECT_EQ(Total(coverage_).possible, 10 + 13 * (v1::Action_ARRAYSIZE - 1));
  EXPECT_EQ(Total(coverage_).covered, 0);
}

TEST_F(CoverageTest, CountsCases) {
  Add("actor { internal_employee: true }");
  Add("actor { internal_employee: true company_admin: false }");
  Add("actor { internal_employee: false company_admin: false } items { id: 'i' "
      "}");
  EXPECT_THAT(
      Requirements(),
      ElementsAre("scope_consistent: satisfied 3, failed 0, deciding 0, "
                  "unknown -",
                  "actor_internal -> actor_company_admin: satisfied 1, failed "
                  "1, deciding 1, unknown 1",
                  "actor_company_admin: satisfied 0, failed 2, deciding 1, "
                  "unknown 1",
                  "items_given: satisfied 1, failed -, deciding -, unknown 2"));
  // Two requirements read actor_company_admin; a case counts once.
  EXPECT_THAT(Facts(),
              ElementsAre("scope_consistent: true 3, false 0, unknown -",
                          "actor_company_admin: true 0, false 2, unknown 1",
                          "actor_internal: true 2, false 1, unknown 0",
                          "items_given: true 1, false -, unknown 2"));
  EXPECT_EQ(Configure().cases, 3);
  EXPECT_EQ(Total(Configure()).covered, 10);
  EXPECT_EQ(Total(coverage_.facts).covered, 7);
  EXPECT_EQ(Total(coverage_).covered, 17);
}

// What decides only where facts are unknown is not asked for, and is possible
// once it was seen.
TEST(CoverageOfTheUnknownTest, IsPossibleOnceSeen) {
  const CompiledPolicy policy = MustCompile(
      PolicyTextOf({"actor_internal -> actor_is_owner",
                    "actor_internal | actor_is_owner", "actor_is_owner"}));
  Coverage coverage = NewCoverage(policy);
  const RequirementCoverage& last = coverage.rules.back().requirements.back();
  EXPECT_EQ(Show(last.exercises),
            "satisfied 0, failed 0, deciding -, unknown 0");
  Count(Decide(policy, "explain: true owner_id: 'bob'").explanation(),
        coverage);
  EXPECT_EQ(Show(last.exercises),
            "satisfied 0, failed 1, deciding 1, unknown 0");
}

}  // namespace
}  // namespace authz
