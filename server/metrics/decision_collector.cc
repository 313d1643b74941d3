#include "server/metrics/decision_collector.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "authz/text/enum_names.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "server/metrics/family.h"
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
Family Decisions(const ThreadCounters& total,
                 const authz::CompiledPolicy& policy) {
  Family decisions = Family::Counter("authz_decisions_total",
                                     "Decisions, those in batches included. "
                                     "`allowed` has the reason ALLOWED.");
  for (int action = 0; action < v1::Action_ARRAYSIZE; ++action) {
    std::array<bool, v1::Reason_ARRAYSIZE> shown = {};
    if (action != v1::ACTION_UNSPECIFIED) {
      shown = ReasonsOf(policy.RuleFor(static_cast<v1::Action>(action)));
    }
    for (int reason = 0; reason < v1::Reason_ARRAYSIZE; ++reason) {
      const std::uint64_t count = total.decisions[action][reason].value();
      if (count == 0 && !shown[reason]) continue;
      decisions.Add(
          {{"action", authz::ShortName(static_cast<v1::Action>(action))},
           {"result", reason == v1::REASON_ALLOWED ? "allowed" : "denied"},
           {"reason", authz::ShortName(static_cast<v1::Reason>(reason))}},
          static_cast<double>(count));
    }
  }
  return decisions;
}

Family MissingFacts(const ThreadCounters& total, const FactPaths& paths) {
  Family missing = Family::Counter(
      "authz_missing_facts_total",
      "Facts that decisions with the reason MISSING_FACTS asked for, by the "
      "path of the field.");
  const auto add = [&](std::size_t number) {
    missing.Add({{"path", paths.Name(number)}},
                static_cast<double>(total.missing_facts[number].value()));
  };
  const std::size_t size = paths.size();
  for (std::size_t i = 0; i < size; ++i) add(i);
  add(FactPaths::kOther);
  return missing;
}

}  // namespace

std::vector<prometheus::MetricFamily> DecisionCollector::Collect() const {
  ThreadCounters total;
  metrics_.AddTo(total);
  const authz::CompiledPolicy& policy = policies_.Current();

  Family malformed = Family::Counter(
      "authz_malformed_checks_total",
      "Checks that were malformed and got an error in place of a decision.");
  malformed.Add({}, static_cast<double>(total.malformed.value()));
  Family batch = Family::Histogram("authz_batch_checks", "Checks in a batch.");
  batch.Add({}, total.batch_size, 1);
  Family info =
      Family::Gauge("authz_policy_info", "Always 1, for the policy in force.");
  info.Add({{"name", policy.name}, {"version", policy.version}}, 1);
  return TakeAll(Decisions(total, policy),
                 MissingFacts(total, metrics_.fact_paths()),
                 std::move(malformed), std::move(batch), std::move(info));
}

}  // namespace server
