#include "authz/facts/extract.h"

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

TEST(FactCasesTest, MissingPathsAreGivenWhereAFactIsUnknown) {
  for (const FactCase& fact_case : AllFactCases()) {
    EXPECT_EQ(fact_case.missing.empty(), fact_case.expected != Truth::kUnknown)
        << FullName(fact_case);
  }
}

}  // namespace
}  // namespace authz
