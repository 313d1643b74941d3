#include "authz/analysis/superfluous.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "authz/analysis/assignment.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"

namespace authz {
namespace {

using Clauses = std::vector<Clause>;

// What the clause accepts and is only ever true or unknown: "given" or not.
std::uint64_t NeverFalseBits(Clause clause) {
  std::uint64_t bits = 0;
  for (Fact fact : AllFacts()) {
    if (IsNeverFalse(fact)) bits |= clause.any_of & Bit(fact);
  }
  return bits;
}

// The clause while nothing of `not_given` is.
Clause Without(Clause clause, std::uint64_t not_given) {
  return {clause.when, clause.any_of & ~not_given};
}

// Says that the clause fails, in a unit clause for each of its facts.
void AddFailure(Clause failing, Clauses& clauses) {
  for (Fact fact : AllFacts()) {
    if ((failing.when & Bit(fact)) != 0) clauses.push_back({0, Bit(fact)});
    if ((failing.any_of & Bit(fact)) != 0) clauses.push_back({Bit(fact), 0});
  }
}

bool Exists(const Clauses& clauses) {
  return FindAssignment(clauses, Facts()).has_value();
}

class Finder {
 public:
  explicit Finder(absl::Span<const ListedClause> list)
      : list_(list), taken_out_(list.size(), false) {}

  std::vector<Superfluous> Find() {
    std::vector<Superfluous> found;
    for (std::size_t i = list_.size(); i-- > 0;) {
      if (IsNeverFailing(list_[i].clause) || Decides(i)) continue;
      taken_out_[i] = true;
      found.push_back({i, ImpliedBy(i)});
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

 private:
  // The other ones that can speak for it. One that cannot fail is open at
  // worst, so it speaks only for another such.
  std::vector<std::size_t> Others(std::size_t index) const {
    const bool cannot_fail = NeverFalseBits(list_[index].clause) != 0;
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < list_.size(); ++i) {
      if (i != index && !taken_out_[i] &&
          (cannot_fail || NeverFalseBits(list_[i].clause) == 0)) {
        others.push_back(i);
      }
    }
    return others;
  }

  // The case that one of them fails, or is open.
  Clauses FailureOf(std::size_t index) const {
    Clauses clauses;
    const Clause clause = list_[index].clause;
    AddFailure(Without(clause, NeverFalseBits(clause)), clauses);
    return clauses;
  }

  // Whether it fails, or is open, in a case where all of `others` are
  // satisfied.
  bool FailsAlone(std::size_t index,
                  const std::vector<std::size_t>& others) const {
    Clauses clauses = FailureOf(index);
    const std::uint64_t not_given = NeverFalseBits(list_[index].clause);
    for (std::size_t other : others) {
      clauses.push_back(Without(list_[other].clause, not_given));
    }
    return Exists(clauses);
  }

  // Whether it is the first to fail in a case where the first of the others to
  // fail has another reason.
  bool GivesTheReason(std::size_t index,
                      const std::vector<std::size_t>& others) const {
    if (NeverFalseBits(list_[index].clause) != 0) return false;
    Clauses clauses = FailureOf(index);
    for (std::size_t other : others) {
      if (other > index && list_[other].reason != list_[index].reason) {
        Clauses both = clauses;
        AddFailure(list_[other].clause, both);
        if (Exists(both)) return true;
      }
      clauses.push_back(list_[other].clause);
    }
    return false;
  }

  bool Decides(std::size_t index) const {
    const std::vector<std::size_t> others = Others(index);
    return FailsAlone(index, others) || GivesTheReason(index, others);
  }

  // Leaves out what can be, from the end, so that the first ones stay.
  std::vector<std::size_t> ImpliedBy(std::size_t index) const {
    std::vector<std::size_t> others = Others(index);
    for (std::size_t i = others.size(); i-- > 0;) {
      std::vector<std::size_t> fewer = others;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (!FailsAlone(index, fewer)) others = std::move(fewer);
    }
    return others;
  }

  const absl::Span<const ListedClause> list_;
  std::vector<bool> taken_out_;
};

}  // namespace

bool IsNeverFailing(Clause clause) {
  Clauses failure;
  AddFailure(Without(clause, NeverFalseBits(clause)), failure);
  return !Exists(failure);
}

std::vector<Superfluous> FindSuperfluous(absl::Span<const ListedClause> list) {
  return Finder(list).Find();
}

}  // namespace authz
