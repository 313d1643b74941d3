// Reads the limits of the control groups (cgroup v2) that the process is in, as
// a container's limits are.

#ifndef SERVER_RESOURCES_CONTROL_GROUP_H_
#define SERVER_RESOURCES_CONTROL_GROUP_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace server {

// Where they are mounted on usual systems.
inline constexpr char kControlGroups[] = "/sys/fs/cgroup";

// The text of /proc/self/cgroup; "" where it cannot be read.
std::string OwnControlGroups();

// The smallest value that `parse` makes of the files of that name, of the group
// that `proc_cgroup`, the text of /proc/self/cgroup, names and of those it is
// in, up to the one mounted at `root`. None where none of them says anything.
std::optional<std::int64_t> MinOfControlGroups(
    absl::string_view proc_cgroup, const std::string& root,
    const std::string& file,
    absl::FunctionRef<std::optional<std::int64_t>(absl::string_view)> parse);

}  // namespace server

#endif  // SERVER_RESOURCES_CONTROL_GROUP_H_
