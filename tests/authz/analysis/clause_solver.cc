#include "tests/authz/analysis/clause_solver.h"

#include <cstdint>

#include "absl/numeric/bits.h"
#include "authz/facts/fact.h"

namespace authz {
namespace {

constexpr std::uint64_t kEveryFact = (std::uint64_t{1} << kFactCount) - 1;

// Not both of them.
Clause Excludes(Fact a, Fact b) { return {Bit(a) | Bit(b), 0}; }
// If the first then the second.
Clause Implies(Fact a, Fact b) { return {Bit(a), Bit(b)}; }

std::vector<Clause> MakeConsistencyClauses() {
  std::vector<Clause> clauses = {
      // A request that leaves nothing out has a type.
      {0, Bit(Fact::kConversationDirect) | Bit(Fact::kConversationGroup) |
              Bit(Fact::kConversationItem)},
      Excludes(Fact::kConversationDirect, Fact::kConversationGroup),
      Excludes(Fact::kConversationDirect, Fact::kConversationItem),
      Excludes(Fact::kConversationGroup, Fact::kConversationItem),
      Implies(Fact::kAccessInternalOnly, Fact::kToolEnabled),
      Implies(Fact::kDirectMessagesInternalOnly, Fact::kDirectMessagesEnabled),
      Excludes(Fact::kGroupsByCompanyAdmins, Fact::kGroupsByDirectoryAdmins),
      Excludes(Fact::kGroupsByCompanyAdmins, Fact::kGroupsByInternal),
      Excludes(Fact::kGroupsByDirectoryAdmins, Fact::kGroupsByInternal),
      Implies(Fact::kActorIsAdmin, Fact::kActorCanRead),
  };
  for (Fact fact : AllFacts()) {
    if (IsNeverFalse(fact)) clauses.push_back({0, Bit(fact)});
  }
  return clauses;
}

// A clause that is not yet satisfied has only its unknown facts left to do it.
std::uint64_t OpenFacts(Clause clause, Facts facts) {
  return (clause.when | clause.any_of) & ~facts.known_bits();
}

// Gives one fact the value that satisfies the clause.
Facts Satisfy(Clause clause, std::uint64_t fact_bit, Facts facts) {
  const bool value = (clause.any_of & fact_bit) != 0;
  facts.Add(Facts::FromBits(value ? fact_bit : 0, value ? 0 : fact_bit));
  return facts;
}

std::optional<Facts> Search(absl::Span<const Clause> clauses, Facts facts) {
  const Clause* shortest = nullptr;
  bool propagated = true;
  while (propagated) {
    propagated = false;
    shortest = nullptr;
    for (const Clause& clause : clauses) {
      const Truth truth = Evaluate(clause, facts);
      if (truth == Truth::kTrue) continue;
      if (truth == Truth::kFalse) return std::nullopt;
      const std::uint64_t open = OpenFacts(clause, facts);
      if (absl::popcount(open) == 1) {
        facts = Satisfy(clause, open, facts);
        propagated = true;
      } else if (shortest == nullptr ||
                 absl::popcount(open) <
                     absl::popcount(OpenFacts(*shortest, facts))) {
        shortest = &clause;
      }
    }
  }
  if (shortest == nullptr) {
    // Every clause is satisfied, whatever the other facts are.
    facts.Add(Facts::FromBits(0, kEveryFact & ~facts.known_bits()));
    return facts;
  }
  // Branch on one fact of a shortest open clause.
  const std::uint64_t open = OpenFacts(*shortest, facts);
  const std::uint64_t bit = open & (~open + 1);
  const bool value = (shortest->any_of & bit) != 0;
  const Facts with = Satisfy(*shortest, bit, facts);
  if (std::optional<Facts> found = Search(clauses, with)) return found;
  facts.Add(Facts::FromBits(value ? 0 : bit, value ? bit : 0));
  return Search(clauses, facts);
}

}  // namespace

const std::vector<Clause>& ConsistencyClauses() {
  static const auto& clauses =
      *new std::vector<Clause>(MakeConsistencyClauses());
  return clauses;
}

std::optional<Facts> FindByClauses(absl::Span<const Clause> clauses,
                                   Facts fixed) {
  std::vector<Clause> all = ConsistencyClauses();
  for (const Clause& clause : clauses) {
    // One that holds either way binds no fact.
    if ((clause.when & clause.any_of) == 0) all.push_back(clause);
  }
  return Search(all, fixed);
}

}  // namespace authz
