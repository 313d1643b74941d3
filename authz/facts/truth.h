// Kleene's three-valued logic: true, false, and unknown where the request does
// not say.

#ifndef AUTHZ_FACTS_TRUTH_H_
#define AUTHZ_FACTS_TRUTH_H_

namespace authz {

enum class Truth { kFalse, kTrue, kUnknown };

constexpr Truth ToTruth(bool value) {
  return value ? Truth::kTrue : Truth::kFalse;
}

// The truth of an optional field: its value where present, else unknown.
constexpr Truth ToTruth(bool present, bool value) {
  return present ? ToTruth(value) : Truth::kUnknown;
}

constexpr Truth Not(Truth a) {
  if (a == Truth::kUnknown) return a;
  return ToTruth(a == Truth::kFalse);
}

constexpr Truth Or(Truth a, Truth b) {
  if (a == Truth::kTrue || b == Truth::kTrue) return Truth::kTrue;
  if (a == Truth::kFalse && b == Truth::kFalse) return Truth::kFalse;
  return Truth::kUnknown;
}

}  // namespace authz

#endif  // AUTHZ_FACTS_TRUTH_H_
