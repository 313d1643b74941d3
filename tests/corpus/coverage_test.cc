// What the corpus exercises of the embedded policy: everything that can happen,
// and nothing that is said to be impossible.

#include "authz/policy_tests/coverage.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "authz/decide/engine.h"
#include "authz/facts/fact.h"
#include "authz/policy/policy.h"
#include "authz/policy_tests/case.h"
#include "authz/text/enum_names.h"
#include "base/load_policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/corpus/corpus.h"

namespace authz {
namespace {

// Where what was thought possible before the cases were counted is not what
// they show.
std::vector<std::string> Surprises(absl::string_view what,
                                   absl::Span<const Exercise> expected,
                                   absl::Span<const Exercise> seen) {
  std::vector<std::string> surprises;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const bool happened = seen[i].cases > 0;
    if (happened == expected[i].possible) continue;
    surprises.push_back(absl::StrCat(
        what, " is ", expected[i].possible ? "never " : "impossibly ",
        expected[i].outcome));
  }
  return surprises;
}

class CorpusCoverageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<CompiledPolicy> policy = base::LoadPolicy("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    policy_ = *std::move(policy);
    expected_ = NewCoverage(policy_);
    seen_ = expected_;
    const absl::StatusOr<Corpus> corpus = LoadCorpus();
    ASSERT_TRUE(corpus.ok()) << corpus.status().message();
    for (const CorpusFile& file : corpus->files) {
      for (const TestCase& test_case : file.cases) {
        v1::CheckRequest request = test_case.request;
        request.set_explain(true);
        v1::CheckResponse response;
        ASSERT_FALSE(
            Check(policy_, RequestLimits(), request, absl::Now(), response)
                .malformed.has_value())
            << test_case.name;
        Count(response.explanation(), seen_);
      }
    }
  }

  CompiledPolicy policy_;
  Coverage expected_;
  Coverage seen_;
};

TEST_F(CorpusCoverageTest, OfRequirements) {
  for (std::size_t i = 0; i < expected_.rules.size(); ++i) {
    SCOPED_TRACE(ShortName(expected_.rules[i].action));
    for (std::size_t j = 0; j < expected_.rules[i].requirements.size(); ++j) {
      const RequirementCoverage& expected = expected_.rules[i].requirements[j];
      EXPECT_THAT(Surprises(expected.requirement->name, expected.exercises,
                            seen_.rules[i].requirements[j].exercises),
                  ::testing::IsEmpty());
    }
  }
}

TEST_F(CorpusCoverageTest, OfFacts) {
  for (std::size_t i = 0; i < expected_.facts.size(); ++i) {
    EXPECT_THAT(
        Surprises(FactName(expected_.facts[i].fact),
                  expected_.facts[i].exercises, seen_.facts[i].exercises),
        ::testing::IsEmpty());
  }
}

// The policy reads every fact there is.
TEST_F(CorpusCoverageTest, EveryFactIsRead) {
  EXPECT_EQ(expected_.facts.size(), kFactCount);
}

}  // namespace
}  // namespace authz
