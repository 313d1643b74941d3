#include "authz/text/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"

namespace authz {
namespace {

// Levenshtein's distance: the fewest letters to insert, delete or replace.
std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

}  // namespace

absl::string_view Nearest(absl::string_view given,
                          absl::Span<const absl::string_view> names) {
  // A name that differs in more than a third of its letters is another word.
  std::size_t nearest = std::max<std::size_t>(given.size() / 3, 1) + 1;
  absl::string_view found;
  for (absl::string_view name : names) {
    const std::size_t distance = EditDistance(given, name);
    if (distance < nearest) {
      nearest = distance;
      found = name;
    }
  }
  return found;
}

std::string Suggestion(absl::string_view given,
                       absl::Span<const absl::string_view> names) {
  const absl::string_view found = Nearest(given, names);
  return found.empty() ? "" : absl::StrCat(", did you mean `", found, "`");
}

}  // namespace authz
