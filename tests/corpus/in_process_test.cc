// The corpus, decided by the engine in process with the embedded policy.

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/policy/policy.h"
#include "authz/text/issue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/corpus/corpus.h"
#include "tests/corpus/corpus_checks.h"

namespace authz {
namespace {

class CorpusInProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    CompileResult result = CompilePolicy(EmbeddedPolicyText());
    ASSERT_TRUE(result.policy.has_value())
        << FormatIssues("embedded policy", result.issues);
    policy_ = *std::move(result.policy);
  }

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

  absl::StatusOr<v1::BatchCheckResponse> DecideBatch(
      const v1::BatchCheckRequest& request) const {
    v1::BatchCheckResponse response;
    const absl::Status status = BatchCheck(
        policy_, RequestLimits(), request, absl::Now(), [] { return true; },
        response);
    if (!status.ok()) return status;
    return response;
  }

  CompiledPolicy policy_;
};

TEST(CorpusTest, CoversItsSources) {
  const absl::StatusOr<Corpus> corpus = LoadCorpus();
  ASSERT_TRUE(corpus.ok()) << corpus.status().message();
  EXPECT_THAT(CoverageIssues(*corpus), ::testing::IsEmpty());
}

TEST_F(CorpusInProcessTest, Decisions) {
  ExpectDecisions(
      [this](const v1::CheckRequest& request) { return Decide(request); });
}

TEST_F(CorpusInProcessTest, BatchesAgree) {
  ExpectBatchesAgree(
      [this](const v1::CheckRequest& request) { return Decide(request); },
      [this](const v1::BatchCheckRequest& request) {
        return DecideBatch(request);
      });
}

}  // namespace
}  // namespace authz
