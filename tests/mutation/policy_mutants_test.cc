// The corpus notices every small change of the policy. What it cannot notice is
// shown to change nothing.

#include "tests/mutation/policy_mutants.h"

#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "authz/analysis/assignment.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/policy/policy.h"
#include "authz/policy_tests/case_runner.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/corpus/corpus.h"

namespace authz {
namespace {

using google::protobuf::TextFormat;

// Whether some case gets another decision than it must.
bool IsNoticed(const Corpus& corpus, const CompiledPolicy& policy) {
  const auto decide = [&](const v1::CheckRequest& request)
      -> absl::StatusOr<v1::CheckResponse> {
    v1::CheckResponse response;
    const std::optional<Malformed> malformed =
        Check(policy, RequestLimits(), request, absl::Now(), response)
            .malformed;
    if (malformed.has_value()) {
      return absl::InvalidArgumentError(ToString(*malformed));
    }
    return response;
  };
  for (const CorpusFile& file : corpus.files) {
    if (!RunCases(file.cases, decide).empty()) return true;
  }
  return false;
}

// Whether some request fails both clauses.
bool CanFailTogether(Clause a, Clause b) {
  // A fact cannot be true for the one and false for the other.
  if ((a.when & b.any_of) != 0 || (a.any_of & b.when) != 0) return false;
  const Facts both = Facts::FromBits(a.when | b.when, a.any_of | b.any_of);
  return FindAssignment({}, both).has_value();
}

// Whether the two policies decide alike, for all that their rules can tell:
// where rules differ, it is only by two neighbours that never fail together, so
// that their order does not matter for the reason, or that have the same one.
bool AreEquivalent(const CompiledPolicy& a, const CompiledPolicy& b) {
  if (a.requirements.size() != b.requirements.size()) return false;
  for (std::size_t i = 0; i < a.requirements.size(); ++i) {
    if (a.requirements[i].facts != b.requirements[i].facts ||
        a.requirements[i].reason != b.requirements[i].reason) {
      return false;
    }
  }
  for (std::size_t action = 0; action < kActionCount; ++action) {
    const Rule& x = a.rules[action];
    const Rule& y = b.rules[action];
    if (x.clauses.size() != y.clauses.size()) return false;
    for (std::size_t i = 0; i < x.clauses.size(); ++i) {
      const auto name = [i](const Rule& rule, std::size_t shift) {
        return rule.requirements[i + shift]->name;
      };
      if (name(x, 0) == name(y, 0)) continue;
      const bool is_swapped = i + 1 < x.clauses.size() &&
                              name(x, 0) == name(y, 1) &&
                              name(x, 1) == name(y, 0);
      if (!is_swapped) return false;
      if (x.requirements[i]->reason != x.requirements[i + 1]->reason &&
          CanFailTogether(x.clauses[i], x.clauses[i + 1])) {
        return false;
      }
      ++i;
    }
  }
  return true;
}

// Mutants that no request can tell from the policy, and why. Their requirement
// is only in rules of actions that imply the type of the conversation, so that
// it is never unknown, and behind one that fails where the type is another.
const char* const kSameForEveryRequest[] = {
    "direct_size: drop conversation_direct",
    "group_size: drop conversation_group",
};

TEST(PolicyMutantsTest, TheCorpusNoticesEach) {
  const absl::StatusOr<Corpus> corpus = LoadCorpus();
  ASSERT_TRUE(corpus.ok()) << corpus.status().message();
  const std::string text(EmbeddedPolicyText());
  const CompileResult original = CompilePolicy(text);
  ASSERT_TRUE(original.policy.has_value());
  ASSERT_FALSE(IsNoticed(*corpus, *original.policy));
  policy_v1::Policy policy;
  ASSERT_TRUE(TextFormat::ParseFromString(text, &policy));

  const std::vector<PolicyMutant> mutants = MakePolicyMutants(policy);
  std::size_t refused = 0;
  std::size_t noticed = 0;
  std::size_t equivalent = 0;
  std::vector<std::string> survivors;
  for (const PolicyMutant& mutant : mutants) {
    std::string mutant_text;
    ASSERT_TRUE(TextFormat::PrintToString(mutant.policy, &mutant_text));
    const CompileResult compiled = CompilePolicy(mutant_text);
    if (!compiled.policy.has_value()) {
      ++refused;
    } else if (IsNoticed(*corpus, *compiled.policy)) {
      ++noticed;
    } else if (AreEquivalent(*original.policy, *compiled.policy)) {
      ++equivalent;
    } else {
      survivors.push_back(mutant.change);
    }
  }
  std::cout << mutants.size() << " mutants of the policy: " << noticed
            << " noticed by the corpus, " << refused
            << " refused by the compiler, " << equivalent
            << " decide as the original does, " << survivors.size()
            << " survive\n";
  EXPECT_THAT(survivors, testing::ElementsAreArray(kSameForEveryRequest));
}

}  // namespace
}  // namespace authz
