#include "server/metrics/decision_metrics.h"

#include <array>
#include <cstddef>
#include <string>

#include "authz/policy/policy.h"
#include "authz/text/enum_names.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "server/metrics/counter.h"
#include "server/metrics/fact_paths.h"
#include "server/metrics/thread_counters.h"

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
void UpdateDecisions(const ThreadCounters& total,
                     const authz::CompiledPolicy& policy,
                     CounterFamily& decisions) {
  for (int action = 0; action < v1::Action_ARRAYSIZE; ++action) {
    std::array<bool, v1::Reason_ARRAYSIZE> shown = {};
    if (action != v1::ACTION_UNSPECIFIED) {
      shown = ReasonsOf(policy.RuleFor(static_cast<v1::Action>(action)));
    }
    for (int reason = 0; reason < v1::Reason_ARRAYSIZE; ++reason) {
      const Counter& count = total.decisions[action][reason];
      if (count.value() == 0 && !shown[reason]) continue;
      Raise(
          decisions.Add(
              {{"action",
                std::string(authz::ShortName(static_cast<v1::Action>(action)))},
               {"result", reason == v1::REASON_ALLOWED ? "allowed" : "denied"},
               {"reason", std::string(authz::ShortName(
                              static_cast<v1::Reason>(reason)))}}),
          count);
    }
  }
}

void UpdateMissingFacts(const ThreadCounters& total, const FactPaths& paths,
                        CounterFamily& missing) {
  const auto update = [&](std::size_t number) {
    Raise(missing.Add({{"path", std::string(paths.Name(number))}}),
          total.missing_facts[number]);
  };
  const std::size_t size = paths.size();
  for (std::size_t i = 0; i < size; ++i) update(i);
  update(FactPaths::kOther);
}

}  // namespace

void AddDecisionMetrics(const CallMetrics& calls, const PolicyStore& policies,
                        ScrapedRegistry& registry) {
  CounterFamily& decisions =
      registry.Counters("authz_decisions_total",
                        "Decisions, those in batches included. `allowed` has "
                        "the reason ALLOWED.");
  CounterFamily& missing = registry.Counters(
      "authz_missing_facts_total",
      "Facts that decisions with the reason MISSING_FACTS asked for, by the "
      "path of the field.");
  CounterFamily& malformed = registry.Counters(
      "authz_malformed_checks_total",
      "Checks that were malformed and got an error in place of a decision.");
  HistogramFamily& batch =
      registry.Histograms("authz_batch_checks", "Checks in a batch.");
  registry.OnScrape(
      [&calls, &policies, &decisions, &missing, &malformed, &batch] {
        ThreadCounters total;
        calls.AddTo(total);
        UpdateDecisions(total, *policies.Current(), decisions);
        UpdateMissingFacts(total, calls.fact_paths(), missing);
        Raise(malformed.Add({}), total.malformed);
        Set(batch, {}, total.batch_size, 1);
      });

  GaugeFamily& info = registry.Gauges("authz_policy_info",
                                      "Always 1, for the policy in force.");
  registry.OnScrape([&policies, &info, last = &info.Add({})]() mutable {
    const PolicyStore::Policy current = policies.Current();
    const authz::CompiledPolicy& policy = *current;
    info.Remove(last);
    last = &info.Add({{"name", policy.name}, {"version", policy.version}});
    last->Set(1);
  });
}

}  // namespace server
