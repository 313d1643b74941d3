#include "authz/analysis/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/load.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/text/issue.h"

namespace authz {
namespace {

std::vector<Guardrail> EmbeddedGuardrails() {
  absl::StatusOr<std::vector<Guardrail>> guardrails =
      ReadGuardrails(EmbeddedGuardrailsText());
  EXPECT_TRUE(guardrails.ok()) << guardrails.status();
  return *std::move(guardrails);
}

// The embedded policy with `from`, which must be in it, replaced.
std::string PolicyWith(const std::string& from, const std::string& to) {
  std::string text(EmbeddedPolicyText());
  EXPECT_EQ(absl::StrReplaceAll({{from, to}}, &text), 1) << from;
  return text;
}

TEST(ProofTest, TheEmbeddedPolicyIsProved) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  ASSERT_TRUE(compiled.policy.has_value());
  EXPECT_THAT(FindBreaches(*compiled.policy, EmbeddedGuardrails()),
              ::testing::IsEmpty());
  EXPECT_TRUE(IsMonotone(*compiled.policy));
  EXPECT_TRUE(LoadPolicy(EmbeddedPolicyText()).policy.has_value());
}

struct BreachCase {
  std::string name;
  std::string from;
  std::string to;
  // What the issues say of each breach, in the order of the file.
  std::string issues;
};

void PrintTo(const BreachCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BreachTest : public ::testing::TestWithParam<BreachCase> {};

TEST_P(BreachTest, IsRefusedWithACounterexample) {
  const CompileResult loaded =
      LoadPolicy(PolicyWith(GetParam().from, GetParam().to));
  EXPECT_FALSE(loaded.policy.has_value());
  std::string messages;
  for (const Issue& issue : loaded.issues) {
    EXPECT_GT(issue.line, 0);
    messages += issue.message + "\n";
  }
  EXPECT_EQ(messages, GetParam().issues);
}

INSTANTIATE_TEST_SUITE_P(
    Guardrails, BreachTest,
    ::testing::Values(
        BreachCase{
            "DirectPrivacy",
            "  action: ACTION_VIEW_MESSAGES\n  require: [\"VIEW\"]",
            "  action: ACTION_VIEW_MESSAGES\n"
            "  require: [\"BASE\", \"group_privacy\", \"item_access\", "
            "\"item_private\"]",
            "breaks the guardrail `direct_privacy`: nobody "
            "outside a direct message sees it, sends in it, mentions in it or "
            "adds items to it, admins included (PC, Direct Messages: seen only "
            "by the individuals in the message), but VIEW_MESSAGES is allowed "
            "where the tool is enabled for the company, and the tool is "
            "enabled "
            "for the project, and the ids in the request agree, and the actor "
            "is in the project's Directory, and the actor is an internal "
            "employee, and the actor's level is Read Only or higher, and the "
            "conversation is a direct message, and the actor is not a "
            "participant or member of the conversation\n"},
        BreachCase{
            "CompanyAdmin",
            "  action: ACTION_CONFIGURE_TOOL\n"
            "  require: [\"scope\", \"company_admin\"]",
            "  action: ACTION_CONFIGURE_TOOL\n  require: [\"scope\", "
            "\"level\"]",
            "breaks the guardrail `company_admin`: nobody but "
            "a "
            "Company Admin exports conversations or configures the tool (PC, "
            "first paragraph; PC, Direct Messages, note on exports), but "
            "CONFIGURE_TOOL is allowed where the ids in the request agree, and "
            "the actor is not a Company Admin, and the actor's level is Read "
            "Only or higher\n"}),
    [](const auto& test) { return test.param.name; });

// Every guardrail guards: without the requirement that keeps it, it is broken.
TEST(ProofTest, EveryGuardrailCanBeBroken) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  ASSERT_TRUE(compiled.policy.has_value());
  for (const Guardrail& guardrail : EmbeddedGuardrails()) {
    SCOPED_TRACE(guardrail.name);
    for (v1::Action action : guardrail.actions) {
      CompileResult weaker = CompilePolicy(EmbeddedPolicyText());
      // A rule that asks for next to nothing.
      weaker.policy->rules[action] = Rule();
      weaker.policy->rules[action].clauses = {{0, Bit(Fact::kScopeConsistent)}};
      const std::vector<Breach> breaches =
          FindBreaches(*weaker.policy, {&guardrail, 1});
      ASSERT_EQ(breaches.size(), 1u);
      EXPECT_EQ(breaches[0].action, action);
      EXPECT_EQ(
          breaches[0].facts,
          Facts::FromBits(guardrail.clause.when | Bit(Fact::kScopeConsistent),
                          guardrail.clause.any_of));
    }
  }
}

// Takes what is unknown for false in `when`, and so for satisfied.
Truth TrustsTheUnknown(Clause clause, Facts facts) {
  return Evaluate(clause,
                  Facts::FromBits(facts.true_bits(), ~facts.true_bits()));
}

TEST(ProofTest, AnEvaluationThatTrustsTheUnknownIsNotMonotone) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  ASSERT_TRUE(compiled.policy.has_value());
  EXPECT_FALSE(IsMonotone(*compiled.policy, TrustsTheUnknown));
}

// Takes a fact to be true where another of the clause is known.
Truth TrustsTheSecond(Clause clause, Facts facts) {
  const std::uint64_t named = clause.when | clause.any_of;
  const bool knows_some = (facts.known_bits() & named) != 0;
  const Truth truth = Evaluate(clause, facts);
  return truth == Truth::kUnknown && knows_some ? Truth::kTrue : truth;
}

TEST(ProofTest, AnEvaluationThatTrustsTheSecondFactIsNotMonotone) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  ASSERT_TRUE(compiled.policy.has_value());
  EXPECT_FALSE(IsMonotone(*compiled.policy, TrustsTheSecond));
}

TEST(GuardrailsTest, MustSayWhatTheyAre) {
  EXPECT_EQ(
      ReadGuardrails("guardrail { name: \"a\" any_of: \"item_private\" }")
          .status()
          .message(),
      "guardrails:1:11: error: guardrail `a` needs a `name`, a `description` "
      "and a `source`\n"
      "guardrails:1:11: error: guardrail `a` is about no action, list at least "
      "one\n");
}

TEST(GuardrailsTest, ThereMustBeSome) {
  EXPECT_EQ(ReadGuardrails("# nothing\n").status().message(),
            "guardrails: error: no guardrail\n");
}

TEST(GuardrailsTest, TellsEveryMistake) {
  const absl::StatusOr<std::vector<Guardrail>> guardrails = ReadGuardrails(
      "guardrail {\n"
      "  name: \"a\" description: \"b\" source: \"c\"\n"
      "  action: [ACTION_VIEW_MESSAGES, ACTION_VIEW_MESAGES]\n"
      "  action: ACTION_UNSPECIFIED\n"
      "  when: \"actor_is_owned\"\n"
      "}\n");
  ASSERT_FALSE(guardrails.ok());
  EXPECT_EQ(guardrails.status().message(),
            "guardrails:3:34: error: `action` has no value "
            "`ACTION_VIEW_MESAGES`, did you mean `ACTION_VIEW_MESSAGES`\n"
            "guardrails:4:11: error: guardrail `a` is about "
            "`ACTION_UNSPECIFIED`, which is no action\n"
            "guardrails:5:9: error: guardrail `a` names an unknown fact "
            "`actor_is_owned`, did you mean `actor_is_owner`\n");
}

}  // namespace
}  // namespace authz
