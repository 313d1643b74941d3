// The metrics of decisions, and of the policy that they are made by.

#include <array>
#include <cstddef>
#include <string>

#include "authz/text/enum_names.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "server/metrics/count_checks.h"
#include "server/metrics/scrape.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Which reasons a decision about the action can have.
std::array<bool, v1::Reason_ARRAYSIZE> ReasonsOf(const authz::Rule& rule) {
  std::array<bool, v1::Reason_ARRAYSIZE> reasons = {};
  reasons[v1::REASON_ALLOWED] = true;
  reasons[v1::REASON_MISSING_FACTS] = true;
  for (const authz::Requirement* requirement : rule.requirements) {
    reasons[requirement->reason] = true;
  }
  reasons[v1::REASON_UNSPECIFIED] = false;
  return reasons;
}

// What there was, and what there can be by the policy in force: a counter that
// appears with its first event hides that event from rates.
void AddDecisions(const ThreadCounters& total,
                  const authz::CompiledPolicy& policy, Scrape::Family& to) {
  for (int action = 0; action < v1::Action_ARRAYSIZE; ++action) {
    std::array<bool, v1::Reason_ARRAYSIZE> shown = {};
    if (action != v1::ACTION_UNSPECIFIED) {
      shown = ReasonsOf(policy.RuleFor(static_cast<v1::Action>(action)));
    }
    for (int reason = 0; reason < v1::Reason_ARRAYSIZE; ++reason) {
      const Counter& count = total.decisions[action][reason];
      if (count.value() == 0 && !shown[reason]) continue;
      Add(count,
          {{"action",
            std::string(authz::ShortName(static_cast<v1::Action>(action)))},
           {"reason",
            std::string(authz::ShortName(static_cast<v1::Reason>(reason)))},
           {"result", reason == v1::REASON_ALLOWED ? "allowed" : "denied"}},
          to);
    }
  }
}

}  // namespace

void CollectDecisions(const ThreadCounters& total,
                      const authz::CompiledPolicy& policy, Scrape& to) {
  AddDecisions(total, policy,
               to.Counters("authz_decisions_total",
                           "Decisions, those in batches included. `allowed` "
                           "has the reason ALLOWED."));
  auto& missing =
      to.Counters("authz_missing_facts_total",
                  "Facts that decisions with the reason MISSING_FACTS asked "
                  "for, by the path of the field.");
  for (std::size_t i = 0; i < MissingPaths().size(); ++i) {
    Add(total.missing_facts[i], {{"path", MissingPaths()[i]}}, missing);
  }
  Add(total.malformed, {},
      to.Counters("authz_malformed_checks_total",
                  "Checks that were malformed and got an error in place of a "
                  "decision."));
  Add(total.batch_size, 1, {},
      to.Histograms("authz_batch_checks", "Checks in a batch."));
  Add(1, {{"version", policy.version}},
      to.Gauges("authz_policy_info", "Always 1, for the policy in force."));
}

}  // namespace server
