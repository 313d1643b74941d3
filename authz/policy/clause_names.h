// Compiles the two lists of fact names that requirements and guardrails are
// written in.

#ifndef AUTHZ_POLICY_CLAUSE_NAMES_H_
#define AUTHZ_POLICY_CLAUSE_NAMES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/policy/clause.h"
#include "authz/text/issue.h"
#include "authz/text/source_map.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace authz {

// Max facts in a clause, so that a proof can go through all of their values.
inline constexpr std::size_t kMaxFactsInClause = 8;

// The names of all facts, in the order of the enum.
std::vector<absl::string_view> FactNames();

struct NamedClause {
  Clause clause;
  // The facts in the order written: `when`, then `any_of`.
  std::vector<Fact> facts;
};

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Compiles the lists of one requirement or guardrail. The result is valid only
// where no issue is added. `who` starts each issue's message, such as
// "requirement `level`", and `source` is the place of the whole.
NamedClause CompileClause(absl::string_view who, const Names& when,
                          const Names& any_of, const SourceNode& source,
                          std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_CLAUSE_NAMES_H_
