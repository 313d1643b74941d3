#include "server/metrics/missing_paths.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "authz/facts/fact_table.h"

namespace server {

const std::vector<std::string>& MissingPaths() {
  static const auto& paths = *new std::vector<std::string>([] {
    std::vector<std::string> found;
    for (const authz::FactRow& row : authz::kFactTable) {
      for (const authz::MissingPath& missing : row.missing) {
        if (missing.path.empty()) continue;
        found.push_back(absl::StrReplaceAll(missing.path, {{"[i]", "[]"}}));
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }());
  return paths;
}

std::optional<std::size_t> MissingPathIndex(absl::string_view path) {
  // Only indexes have digits.
  std::string name(path);
  name.erase(std::remove_if(name.begin(), name.end(), absl::ascii_isdigit),
             name.end());
  const std::vector<std::string>& paths = MissingPaths();
  const auto found = std::lower_bound(paths.begin(), paths.end(), name);
  if (found == paths.end() || *found != name) return std::nullopt;
  return static_cast<std::size_t>(found - paths.begin());
}

}  // namespace server
