#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/facts/fact_words.h"
#include "base/wrap.h"
#include "cli/format/names.h"
#include "cli/format/reports.h"

namespace cli {
namespace {

std::string FormatGuardrail(const message::GuardrailResult& guardrail,
                            const Style& style) {
  const bool proved = guardrail.counterexamples().empty();
  std::string text =
      absl::StrCat("\n  ",
                   proved ? Paint("✓", Color::kGreen, style)
                          : Paint("✗", Color::kRed, style),
                   " ", Paint(guardrail.name(), Color::kBold, style), "\n",
                   base::Wrap(guardrail.description(), /*indent=*/6),
                   Paint(absl::StrCat("      [", guardrail.source(), "]"),
                         Color::kDim, style),
                   "\n");
  for (const message::Counterexample& counterexample :
       guardrail.counterexamples()) {
    absl::StrAppend(
        &text, "      ",
        Paint(ShortName(counterexample.action()), Color::kBold, style),
        " is allowed where\n");
    for (const std::string& fact : counterexample.facts()) {
      absl::StrAppend(&text, "        ", fact, "\n");
    }
  }
  return text;
}

}  // namespace

message::Verification VerificationToProto(
    const authz::CompiledPolicy& policy,
    absl::Span<const authz::Guardrail> guardrails,
    absl::Span<const authz::Breach> breaches) {
  message::Verification verification;
  verification.set_policy_version(policy.version);
  verification.set_proved(breaches.empty());
  for (const authz::Guardrail& guardrail : guardrails) {
    message::GuardrailResult& result = *verification.add_guardrails();
    result.set_name(guardrail.name);
    result.set_description(guardrail.description);
    result.set_source(guardrail.source);
    for (const auto action : guardrail.actions) result.add_actions(action);
    for (const authz::Breach& breach : breaches) {
      if (breach.guardrail->name != guardrail.name) continue;
      message::Counterexample& counterexample = *result.add_counterexamples();
      counterexample.set_action(breach.action);
      for (const absl::string_view words : authz::FactsInWords(breach.facts)) {
        counterexample.add_facts(std::string(words));
      }
    }
  }
  return verification;
}

std::string FormatVerification(const message::Verification& verification,
                               const Style& style) {
  int broken = 0;
  std::string guardrails;
  for (const message::GuardrailResult& guardrail : verification.guardrails()) {
    if (!guardrail.counterexamples().empty()) ++broken;
    absl::StrAppend(&guardrails, FormatGuardrail(guardrail, style));
  }
  const std::string heading = verification.proved()
                                  ? Paint("PROVED", Color::kGreen, style)
                                  : Paint("REFUSED", Color::kRed, style);
  return absl::StrCat(heading, "  ", verification.policy_version(), "\n",
                      guardrails, "\n", verification.guardrails_size(),
                      " guardrails: ", verification.guardrails_size() - broken,
                      " proved, ", broken, " broken\n");
}

}  // namespace cli
