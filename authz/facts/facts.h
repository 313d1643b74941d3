// The facts of one request in two machine words: which are true, and which are
// known.

#ifndef AUTHZ_FACTS_FACTS_H_
#define AUTHZ_FACTS_FACTS_H_

#include <cstdint>

#include "authz/facts/fact.h"
#include "authz/facts/truth.h"

namespace authz {

// A value type; every fact starts as unknown. A true fact is always a known
// one.
class Facts {
 public:
  constexpr Facts() = default;

  // The facts that `true_bits` and `false_bits` name, which must be disjoint.
  static constexpr Facts FromBits(std::uint64_t true_bits,
                                  std::uint64_t false_bits) {
    Facts facts;
    facts.true_ = true_bits;
    facts.known_ = true_bits | false_bits;
    return facts;
  }

  constexpr std::uint64_t true_bits() const { return true_; }
  constexpr std::uint64_t known_bits() const { return known_; }
  constexpr std::uint64_t false_bits() const { return known_ & ~true_; }

  constexpr Truth Get(Fact fact) const {
    return ToTruth((known_ & Bit(fact)) != 0, (true_ & Bit(fact)) != 0);
  }

  // Sets a fact that is unknown so far. Setting it to unknown leaves it so.
  constexpr void Set(Fact fact, Truth value) {
    known_ |= value != Truth::kUnknown ? Bit(fact) : 0;
    true_ |= value == Truth::kTrue ? Bit(fact) : 0;
  }
  constexpr void Set(Fact fact, bool value) { Set(fact, ToTruth(value)); }

  // Adds the facts of `other`, all of which are unknown here.
  constexpr void Add(Facts other) {
    true_ |= other.true_;
    known_ |= other.known_;
  }

  // These facts, except that those of `bits` are unknown.
  constexpr Facts Without(std::uint64_t bits) const {
    return FromBits(true_ & ~bits, false_bits() & ~bits);
  }

  // Kleene's "and", fact by fact.
  friend constexpr Facts And(Facts a, Facts b) {
    return FromBits(a.true_ & b.true_, a.false_bits() | b.false_bits());
  }

  friend constexpr bool operator==(Facts a, Facts b) {
    return a.true_ == b.true_ && a.known_ == b.known_;
  }

 private:
  std::uint64_t true_ = 0;
  std::uint64_t known_ = 0;
};

}  // namespace authz

#endif  // AUTHZ_FACTS_FACTS_H_
