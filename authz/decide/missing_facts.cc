#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "authz/decide/response_parts.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact_table.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"

namespace authz {
namespace {

// The index of the first element for which the fact, which is unknown, is
// unknown.
template <typename List, typename FactsOf>
int FirstUnknown(Fact fact, const List& list, FactsOf facts_of) {
  int i = 0;
  while (facts_of(list[i]).Get(fact) != Truth::kUnknown) ++i;
  return i;
}

int FirstUnknown(Fact fact, const RequestView& request) {
  if (IsAboutTargets(fact)) {
    return FirstUnknown(fact, *request.targets, FactsOfTarget);
  }
  if (!IsAboutItems(fact)) return 0;
  return FirstUnknown(fact, *request.items, [&](const v1::Item& item) {
    return FactsOfItem(item, request.project_id);
  });
}

void AddPaths(Fact fact, const RequestView& request,
              v1::CheckResponse& response) {
  const int i = FirstUnknown(fact, request);
  const FactRow& row = RowOf(fact);
  for (const MissingPath& missing : row.missing) {
    if (missing.path.empty()) break;
    if (missing.is_missing != nullptr && !missing.is_missing(request, i)) {
      continue;
    }
    std::string path =
        absl::StrReplaceAll(missing.path, {{"[i]", absl::StrCat("[", i, "]")}});
    auto& paths = *response.mutable_missing_facts();
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
      paths.Add(std::move(path));
    }
    if (!row.takes_all_fields) break;
  }
}

}  // namespace

void FillMissingFacts(const Rule& rule, const RequestView& request, Facts facts,
                      v1::CheckResponse& response) {
  for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
    if (Evaluate(rule.clauses[i], facts) != Truth::kUnknown) continue;
    for (Fact fact : rule.requirements[i]->facts) {
      if (facts.Get(fact) == Truth::kUnknown) AddPaths(fact, request, response);
    }
  }
}

}  // namespace authz
