#include "tests/authz/random_policies.h"

#include "absl/time/time.h"

namespace authz {

Clause RandomPolicies::AnyClause(const std::vector<Fact>& facts) {
  Clause clause;
  while (clause.any_of == 0) {
    for (const Fact fact : facts) {
      if (OneIn(3)) clause.any_of |= Bit(fact);
    }
  }
  for (const Fact fact : facts) {
    if (OneIn(4)) clause.when |= Bit(fact) & ~clause.any_of;
  }
  return clause;
}

void RandomPolicies::SetLimits(FactParameters& parameters) {
  parameters.edit_window = absl::Seconds(Below(2) * 300 + 300);
  parameters.max_clock_skew = absl::Seconds(Below(2) * 30 + 30);
  parameters.max_direct_message_recipients =
      static_cast<std::uint32_t>(Below(3) + 2);
  parameters.max_group_members = static_cast<std::uint32_t>(Below(3) + 2);
}

v1::Settings RandomPolicies::AnyDefaults() {
  v1::Settings settings;
  settings.set_access(static_cast<v1::Access>(Below(v1::Access_ARRAYSIZE)));
  settings.set_direct_messages(
      static_cast<v1::DirectMessages>(Below(v1::DirectMessages_ARRAYSIZE)));
  settings.set_group_management(
      static_cast<v1::GroupManagement>(Below(v1::GroupManagement_ARRAYSIZE)));
  if (OneIn(2)) settings.set_edit_delete_enabled(OneIn(2));
  return settings;
}

CompiledPolicy RandomPolicies::AnySmallPolicy(v1::Action action,
                                              const std::vector<Fact>& facts) {
  CompiledPolicy policy;
  SetLimits(policy.parameters);
  policy.parameters.default_settings = AnyDefaults();
  std::vector<Clause>& clauses = policy.rules[action].clauses;
  for (std::size_t i = Below(4) + 1; i > 0; --i) {
    clauses.push_back(AnyClause(facts));
  }
  return policy;
}

CompiledPolicy RandomPolicies::AnyChange(const CompiledPolicy& policy,
                                         v1::Action action) {
  CompiledPolicy changed;
  changed.rules = policy.rules;
  changed.parameters = policy.parameters;
  std::vector<Clause>& clauses = changed.rules[action].clauses;
  for (std::size_t i = Below(3) + 1; i > 0; --i) {
    const std::size_t at = Below(clauses.size());
    const std::uint64_t bit = Bit(AnyFact());
    switch (Below(6)) {
      case 0:
        clauses.erase(clauses.begin() + static_cast<std::ptrdiff_t>(at));
        if (clauses.empty()) clauses.push_back({0, bit});
        break;
      case 1:
        clauses.push_back(AnyClause({AnyFact(), AnyFact()}));
        break;
      case 2: {
        // Drops the lowest fact of one side.
        std::uint64_t& side = OneIn(2) ? clauses[at].when : clauses[at].any_of;
        side &= side - 1;
        break;
      }
      case 3:
        (OneIn(2) ? clauses[at].when : clauses[at].any_of) |= bit;
        break;
      case 4:
        SetLimits(changed.parameters);
        break;
      default:
        changed.parameters.default_settings = AnyDefaults();
        break;
    }
  }
  return changed;
}

}  // namespace authz
