#include "authz/analysis/cases.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace authz {
namespace {

enum class ClauseState { kSatisfied, kFailed, kUnit, kOpen };

// What the clause is for the requests of a case, and an aspect on which it
// depends.
struct Outcome {
  ClauseState state = ClauseState::kFailed;
  std::size_t aspect = 0;
};

Outcome Evaluate(const CaseClause& clause, const Case& within) {
  Outcome outcome;
  for (std::size_t i = 0; i < within.size(); ++i) {
    const int satisfying = clause[i] & within[i];
    if (satisfying == 0) continue;
    if (satisfying == within[i]) return {ClauseState::kSatisfied, i};
    outcome = {outcome.state == ClauseState::kFailed ? ClauseState::kUnit
                                                     : ClauseState::kOpen,
               i};
  }
  return outcome;
}

void Restrict(ValueSet to, ValueSet& values) {
  values = static_cast<ValueSet>(values & to);
}

void Remove(ValueSet removed, ValueSet& values) {
  values = static_cast<ValueSet>(values & ~removed);
}

std::optional<Case> Search(absl::Span<const CaseClause> clauses, Case within) {
  const CaseClause* open = nullptr;
  std::size_t branch = 0;
  bool propagated = true;
  while (propagated) {
    propagated = false;
    open = nullptr;
    for (const CaseClause& clause : clauses) {
      const Outcome outcome = Evaluate(clause, within);
      switch (outcome.state) {
        case ClauseState::kSatisfied:
          break;
        case ClauseState::kFailed:
          return std::nullopt;
        case ClauseState::kUnit:
          Restrict(clause[outcome.aspect], within[outcome.aspect]);
          propagated = true;
          break;
        case ClauseState::kOpen:
          open = &clause;
          branch = outcome.aspect;
          break;
      }
    }
  }
  if (open == nullptr) return within;
  Case with = within;
  Restrict((*open)[branch], with[branch]);
  if (std::optional<Case> found = Search(clauses, std::move(with))) {
    return found;
  }
  Remove((*open)[branch], within[branch]);
  return Search(clauses, std::move(within));
}

}  // namespace

Case Failing(const CaseClause& clause, Case within) {
  for (std::size_t i = 0; i < within.size(); ++i) Remove(clause[i], within[i]);
  return within;
}

CaseClause Outside(const Case& excluded, const Case& all) {
  return Failing(excluded, all);
}

std::optional<Case> FindCase(absl::Span<const CaseClause> clauses,
                             Case within) {
  if (std::find(within.begin(), within.end(), 0) != within.end()) {
    return std::nullopt;
  }
  return Search(clauses, std::move(within));
}

}  // namespace authz
