#include "authz/analysis/difference.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace authz {
namespace {

using Clauses = std::vector<CaseClause>;

bool Contains(const Clauses& clauses, const CaseClause& clause) {
  return std::find(clauses.begin(), clauses.end(), clause) != clauses.end();
}

Clauses Joined(Clauses clauses, const Clauses& more) {
  clauses.insert(clauses.end(), more.begin(), more.end());
  return clauses;
}

// The requests that satisfy one clause or the other.
CaseClause Either(CaseClause a, const CaseClause& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<ValueSet>(a[i] | b[i]);
  }
  return a;
}

// What a rule requires beyond what is common.
Clauses Beyond(const Clauses& common, const Clauses& required) {
  Clauses beyond;
  for (const CaseClause& clause : required) {
    if (!Contains(common, clause)) beyond.push_back(clause);
  }
  return beyond;
}

// The requests that satisfy `common` and every clause of `allowing`, but not
// every one of `denying`.
class ChangedRequests {
 public:
  ChangedRequests(Case all, const Clauses& common, const Clauses& allowing,
                  const Clauses& denying)
      : all_(std::move(all)),
        common_(common),
        allowing_(allowing),
        denying_(denying),
        common_and_denying_(Joined(common, denying)),
        order_(ExpansionOrder()) {}

  // Cases that cover it, none of them covered by the others.
  std::vector<ChangedCase> Cover() const {
    std::vector<Case> cases;
    Clauses searched = Joined(common_, allowing_);
    while (std::optional<Case> found = Find(searched)) {
      cases.push_back(Expanded(*std::move(found)));
      searched.push_back(Outside(cases.back(), all_));
    }
    DropCovered(cases);
    std::vector<ChangedCase> cover;
    for (Case& values : cases) {
      Case possible = PossibleWith(values);
      cover.push_back({std::move(values), std::move(possible)});
    }
    return cover;
  }

 private:
  // Aspects that the differing requirements do not read come first, so that
  // cases say as little about them as they can.
  std::vector<std::size_t> ExpansionOrder() const {
    const auto is_read = [&](std::size_t aspect) {
      const auto reads = [&](const CaseClause& clause) {
        return clause[aspect] != 0;
      };
      return std::any_of(allowing_.begin(), allowing_.end(), reads) ||
             std::any_of(denying_.begin(), denying_.end(), reads);
    };
    std::vector<std::size_t> order(all_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t i) { return !is_read(i); });
    return order;
  }

  // A case of requests that satisfy `clauses` and fail one of `denying_`.
  std::optional<Case> Find(const Clauses& clauses) const {
    for (const CaseClause& clause : denying_) {
      std::optional<Case> found = FindCase(clauses, Failing(clause, all_));
      if (found.has_value()) return found;
    }
    return std::nullopt;
  }

  // Whether all of its requests that satisfy `common_` are in it.
  bool Covers(const Case& values) const {
    for (const CaseClause& clause : allowing_) {
      if (FindCase(common_, Failing(clause, values)).has_value()) return false;
    }
    return !FindCase(common_and_denying_, values).has_value();
  }

  // The case with every value added that can be.
  Case Expanded(Case values) const {
    for (const std::size_t aspect : order_) {
      Case tried = values;
      for (std::size_t v = 0; (all_[aspect] & Only(v)) != 0; ++v) {
        tried[aspect] = Only(v);
        if ((values[aspect] & Only(v)) == 0 && Covers(tried)) {
          values[aspect] = static_cast<ValueSet>(values[aspect] | Only(v));
        }
      }
    }
    return values;
  }

  void DropCovered(std::vector<Case>& cases) const {
    for (std::size_t i = 0; i < cases.size();) {
      Clauses outside_others = common_;
      for (std::size_t other = 0; other < cases.size(); ++other) {
        if (other != i) outside_others.push_back(Outside(cases[other], all_));
      }
      if (FindCase(outside_others, cases[i]).has_value()) {
        ++i;
      } else {
        cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }

  Case PossibleWith(const Case& values) const {
    Case possible(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      Case tried = values;
      for (std::size_t v = 0; (all_[i] & Only(v)) != 0; ++v) {
        tried[i] = Only(v);
        if (FindCase(common_, tried).has_value()) {
          possible[i] = static_cast<ValueSet>(possible[i] | Only(v));
        }
      }
    }
    return possible;
  }

  const Case all_;
  const Clauses& common_;
  const Clauses& allowing_;
  const Clauses& denying_;
  const Clauses common_and_denying_;
  const std::vector<std::size_t> order_;
};

Clauses ClausesOf(const Rule& rule, const std::vector<Aspect>& aspects,
                  WhichFacts facts) {
  // A rule that asks for nothing allows nothing.
  if (rule.clauses.empty()) return {CaseClause(aspects.size())};
  Clauses clauses;
  clauses.reserve(rule.clauses.size());
  for (const Clause& clause : rule.clauses) {
    clauses.push_back(Satisfying(clause, aspects, facts));
  }
  return clauses;
}

// What is in both rules. Where the policies' defaults or limits make two of it,
// it is what they have in common: that one of them is satisfied.
Clauses CommonTo(const Rule& old_rule, const Rule& new_rule,
                 const std::vector<Aspect>& aspects) {
  Clauses common;
  for (const Clause& clause : old_rule.clauses) {
    const auto is_clause = [&](const Clause& other) {
      return other.when == clause.when && other.any_of == clause.any_of;
    };
    if (std::any_of(new_rule.clauses.begin(), new_rule.clauses.end(),
                    is_clause)) {
      common.push_back(
          Either(Satisfying(clause, aspects, &AspectValue::old_facts),
                 Satisfying(clause, aspects, &AspectValue::new_facts)));
    }
  }
  return common;
}

ActionDifference Compare(const CompiledPolicy& old_policy,
                         const CompiledPolicy& new_policy, v1::Action action) {
  ActionDifference difference;
  difference.action = action;
  difference.aspects =
      FindAspects(old_policy.parameters, new_policy.parameters, action);
  const std::vector<Aspect>& aspects = difference.aspects;
  const Rule& old_rule = old_policy.RuleFor(action);
  const Rule& new_rule = new_policy.RuleFor(action);
  const Clauses common =
      Joined(Dependencies(aspects, action, old_policy.parameters,
                          new_policy.parameters),
             CommonTo(old_rule, new_rule, aspects));
  const Clauses only_old =
      Beyond(common, ClausesOf(old_rule, aspects, &AspectValue::old_facts));
  const Clauses only_new =
      Beyond(common, ClausesOf(new_rule, aspects, &AspectValue::new_facts));
  const Case all = AllValues(aspects);
  difference.opened = ChangedRequests(all, common, only_new, only_old).Cover();
  difference.closed = ChangedRequests(all, common, only_old, only_new).Cover();
  return difference;
}

}  // namespace

std::vector<ActionDifference> FindDifferences(
    const CompiledPolicy& old_policy, const CompiledPolicy& new_policy) {
  std::vector<ActionDifference> differences;
  for (int action = v1::Action_MIN + 1; action <= v1::Action_MAX; ++action) {
    ActionDifference difference =
        Compare(old_policy, new_policy, static_cast<v1::Action>(action));
    if (!difference.opened.empty() || !difference.closed.empty()) {
      differences.push_back(std::move(difference));
    }
  }
  return differences;
}

}  // namespace authz
