#include "authz/policy/clause_names.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "authz/text/suggestion.h"
#include "authz/text/text_file.h"

namespace authz {
namespace {

// The bits of the named facts, which are added to `facts`.
std::uint64_t CompileFacts(absl::string_view who, absl::string_view field,
                           const Names& names, const SourceNode& source,
                           std::vector<Fact>& facts,
                           std::vector<Issue>& issues) {
  std::uint64_t bits = 0;
  for (int i = 0; i < names.size(); ++i) {
    const SourceNode& place = source.At(field, i);
    const std::optional<Fact> fact = FactByName(names[i]);
    if (!fact.has_value()) {
      Report(place,
             absl::StrCat(who, " names an unknown fact `", names[i], "`",
                          Suggestion(names[i], FactNames())),
             issues);
    } else if ((bits & Bit(*fact)) != 0) {
      Report(place,
             absl::StrCat(who, " names the fact `", names[i],
                          "` twice, take one out"),
             issues);
    } else {
      bits |= Bit(*fact);
      facts.push_back(*fact);
    }
  }
  return bits;
}

}  // namespace

std::vector<absl::string_view> FactNames() {
  std::vector<absl::string_view> names;
  for (Fact fact : AllFacts()) names.push_back(FactName(fact));
  return names;
}

NamedClause CompileClause(absl::string_view who, const Names& when,
                          const Names& any_of, const SourceNode& source,
                          std::vector<Issue>& issues) {
  NamedClause named;
  named.clause.when =
      CompileFacts(who, "when", when, source, named.facts, issues);
  named.clause.any_of =
      CompileFacts(who, "any_of", any_of, source, named.facts, issues);
  if (when.empty() && any_of.empty()) {
    Report(source,
           absl::StrCat(who,
                        " names no fact, list what it asks for in `any_of`, or "
                        "what must never hold in `when`"),
           issues);
  }
  if (named.facts.size() > kMaxFactsInClause) {
    Report(source,
           absl::StrCat(who, " names more than ", kMaxFactsInClause,
                        " facts, split it in two"),
           issues);
  }
  if ((named.clause.when & named.clause.any_of) != 0) {
    Report(source.At("any_of"),
           absl::StrCat(who,
                        " is always satisfied, since `when` and `any_of` share "
                        "a fact, take it out of one"),
           issues);
  }
  return named;
}

}  // namespace authz
