#include "authz/facts/extract.h"

#include <map>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "authz/facts/request_view.h"
#include "authz/facts/time.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/facts/fact_cases.h"
#include "tests/authz/parse_text.h"

namespace authz {
namespace {

CompiledPolicy PolicyWithoutDefaults() {
  CompiledPolicy policy;
  policy.parameters = {absl::Seconds(300), absl::Seconds(30), 100, 2000};
  return policy;
}

class ExtractFactsTest : public ::testing::TestWithParam<FactCase> {};

TEST_P(ExtractFactsTest, GivesTheValue) {
  auto request = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL "
      "at { seconds: 1000 }");
  MergeText(GetParam().request, request);
  const Facts facts = ExtractFacts(PolicyWithoutDefaults().parameters,
                                   ViewOf(request), ToTime(request.at()));
  EXPECT_EQ(facts.Get(GetParam().fact), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Facts, ExtractFactsTest,
                         ::testing::ValuesIn(AllFactCases()),
                         [](const auto& test) { return FullName(test.param); });

// So that no fact is left out of the tables.
TEST(FactCasesTest, CoverEveryValueThatAFactCanHave) {
  std::map<Fact, std::set<Truth>> values;
  for (const FactCase& fact_case : AllFactCases()) {
    values[fact_case.fact].insert(fact_case.expected);
  }
  const std::set<Fact> never_false = {Fact::kTargetsGiven, Fact::kItemsGiven,
                                      Fact::kExportRangeGiven};
  const std::set<Fact> never_unknown = {
      Fact::kScopeConsistent, Fact::kDirectSizeOk, Fact::kGroupSizeOk};
  for (Fact fact : AllFacts()) {
    std::set<Truth> expected = {Truth::kTrue};
    if (never_false.count(fact) == 0) expected.insert(Truth::kFalse);
    if (never_unknown.count(fact) == 0) expected.insert(Truth::kUnknown);
    EXPECT_EQ(values[fact], expected) << FactName(fact);
  }
}

TEST(FactCasesTest, MissingPathsAreGivenWhereAFactIsUnknown) {
  for (const FactCase& fact_case : AllFactCases()) {
    EXPECT_EQ(fact_case.missing.empty(), fact_case.expected != Truth::kUnknown)
        << FullName(fact_case);
  }
}

TEST(LevelFactsTest, SayWhatTheLevelAmountsTo) {
  struct Case {
    v1::PermissionLevel level;
    Truth can_read;
    Truth is_admin;
  };
  for (const Case& c :
       {Case{v1::PERMISSION_LEVEL_UNSPECIFIED, Truth::kUnknown,
             Truth::kUnknown},
        Case{v1::PERMISSION_LEVEL_NONE, Truth::kFalse, Truth::kFalse},
        Case{v1::PERMISSION_LEVEL_READ_ONLY, Truth::kTrue, Truth::kFalse},
        Case{v1::PERMISSION_LEVEL_STANDARD, Truth::kTrue, Truth::kFalse},
        Case{v1::PERMISSION_LEVEL_ADMIN, Truth::kTrue, Truth::kTrue}}) {
    SCOPED_TRACE(v1::PermissionLevel_Name(c.level));
    Facts expected;
    expected.Set(Fact::kActorCanRead, c.can_read);
    expected.Set(Fact::kActorIsAdmin, c.is_admin);
    EXPECT_EQ(LevelFacts(c.level), expected);
  }
}

}  // namespace
}  // namespace authz
