#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/lint.h"
#include "authz/facts/fact.h"
#include "authz/policy/clause_names.h"
#include "authz/text/suggestion.h"

namespace authz {
namespace {

using NameSet = absl::flat_hash_set<absl::string_view>;

// Adds those of `known` that are meant by `names`.
void AddMeant(const Names& names, const std::vector<absl::string_view>& known,
              NameSet& meant) {
  for (const std::string& name : names) {
    const bool is_known =
        std::find(known.begin(), known.end(), name) != known.end();
    meant.insert(is_known ? absl::string_view(name) : Nearest(name, known));
  }
}

// The names of requirements and groups that rules use, by groups or without.
NameSet UsedNames(const policy_v1::Policy& policy) {
  std::vector<absl::string_view> known;
  known.reserve(policy.requirement_size() + policy.group_size());
  for (const auto& requirement : policy.requirement()) {
    known.push_back(requirement.name());
  }
  for (const auto& group : policy.group()) known.push_back(group.name());

  NameSet used;
  for (const auto& rule : policy.rule()) AddMeant(rule.require(), known, used);
  // A group uses only what stands above it.
  for (int i = policy.group_size(); i-- > 0;) {
    const policy_v1::Group& group = policy.group(i);
    if (used.contains(group.name())) AddMeant(group.require(), known, used);
  }
  return used;
}

void WarnOfUnusedName(absl::string_view kind, const std::string& name,
                      const SourceNode& place, const NameSet& used,
                      std::vector<Issue>& issues) {
  // One without a name is an error of its own.
  if (name.empty() || used.contains(name)) return;
  Warn(place.At("name"),
       absl::StrCat("no rule uses the ", kind, " `", name,
                    "`, add it to a rule or take it out"),
       issues);
}

}  // namespace

void WarnOfUnused(const PolicyFile& file, std::vector<Issue>& issues) {
  const policy_v1::Policy& policy = file.message;
  const NameSet used = UsedNames(policy);
  const std::vector<absl::string_view> facts = FactNames();
  NameSet read;
  for (int i = 0; i < policy.requirement_size(); ++i) {
    const policy_v1::Requirement& requirement = policy.requirement(i);
    WarnOfUnusedName("requirement", requirement.name(),
                     file.source.At("requirement", i), used, issues);
    if (!used.contains(requirement.name())) continue;
    AddMeant(requirement.when(), facts, read);
    AddMeant(requirement.any_of(), facts, read);
  }
  for (int i = 0; i < policy.group_size(); ++i) {
    WarnOfUnusedName("group", policy.group(i).name(),
                     file.source.At("group", i), used, issues);
  }
  for (const absl::string_view fact : facts) {
    if (read.contains(fact)) continue;
    Warn(SourceNode(),
         absl::StrCat("no rule reads the fact `", fact,
                      "`, name it in a requirement if it should count"),
         issues);
  }
}

}  // namespace authz
