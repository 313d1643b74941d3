#include "authz/policy_tests/unique_names.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "authz/text/suggestion.h"
#include "authz/text/text_file.h"

namespace authz {

bool UniqueNames::Add(const std::string& name, const SourceNode& place) {
  const int index = count_++;
  if (name.empty()) {
    Report(place, absl::StrCat("the ", what_, " has no name, give it one"),
           issues_);
    return false;
  }
  const bool is_new = indices_.emplace(name, index).second;
  if (!is_new) {
    Report(place,
           absl::StrCat("another ", what_, " is called `", name,
                        "`, give one of them another name"),
           issues_);
  }
  return is_new;
}

std::optional<int> UniqueNames::Find(absl::string_view name) const {
  const auto found = indices_.find(name);
  if (found == indices_.end()) return std::nullopt;
  return found->second;
}

std::string UniqueNames::Suggest(absl::string_view name,
                                 absl::string_view otherwise) const {
  std::vector<absl::string_view> names;
  names.reserve(indices_.size());
  for (const auto& [known, index] : indices_) names.push_back(known);
  // Of two that are equally near, always the same one.
  std::sort(names.begin(), names.end());
  const std::string suggestion = Suggestion(name, names);
  return suggestion.empty() ? std::string(otherwise) : suggestion;
}

}  // namespace authz
