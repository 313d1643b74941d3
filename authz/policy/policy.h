// A policy in the form that requests are decided by: checked, immutable and
// shared by all threads. compiler.h makes it from a policy file.

#ifndef AUTHZ_POLICY_POLICY_H_
#define AUTHZ_POLICY_POLICY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "authz/facts/fact.h"
#include "authz/facts/fact_parameters.h"
#include "authz/policy/clause.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

inline constexpr std::size_t kActionCount = v1::Action_ARRAYSIZE;

struct Requirement {
  std::string name;
  Clause clause;
  // The facts of the clause, in the order written: `when`, then `any_of`.
  std::vector<Fact> facts;
  // REASON_UNSPECIFIED where the requirement cannot fail.
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string description;
  std::string source;
};

// The requirements of one action, in order. `clauses[i]` is that of
// `requirements[i]`, separate so that evaluation reads nothing else.
struct Rule {
  std::vector<Clause> clauses;
  std::vector<const Requirement*> requirements;
  // Whether a decision can depend on the evaluation time.
  bool reads_time = false;
  // Its line in the policy file, counted from 1.
  int line = 0;
  int column = 0;
};

// Thread-safe, since nothing in it changes. Rules point into `requirements`, so
// it is moved but not copied.
struct CompiledPolicy {
  CompiledPolicy() = default;
  CompiledPolicy(CompiledPolicy&&) = default;
  CompiledPolicy& operator=(CompiledPolicy&&) = default;

  std::string name;
  // The name, "@" and the start of a SHA-256 over the content. Comments and
  // layout do not count.
  std::string version;
  // The text that it was compiled from.
  std::string text;
  FactParameters parameters;
  std::vector<Requirement> requirements;
  // By action; the one for ACTION_UNSPECIFIED is empty and never used.
  std::array<Rule, kActionCount> rules;

  const Rule& RuleFor(v1::Action action) const { return rules[action]; }
};

}  // namespace authz

#endif  // AUTHZ_POLICY_POLICY_H_
