// The paths of missing facts, numbered so that each can be counted by itself.

#ifndef SERVER_METRICS_MISSING_PATHS_H_
#define SERVER_METRICS_MISSING_PATHS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"

namespace server {

// A fact has no more than two.
inline constexpr std::size_t kMaxMissingPaths = 2 * authz::kFactCount;

// All that the table of facts has, sorted, without the indexes of lists:
// "targets[].internal_employee".
const std::vector<std::string>& MissingPaths();

// Which of them a path of a response is, such as
// "targets[3].internal_employee". Nothing: none.
std::optional<std::size_t> MissingPathIndex(absl::string_view path);

}  // namespace server

#endif  // SERVER_METRICS_MISSING_PATHS_H_
