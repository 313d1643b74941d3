// Counts the CPUs that the process may use.

#ifndef SERVER_RESOURCES_CPUS_H_
#define SERVER_RESOURCES_CPUS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace server {

// The CPUs that this process may use at once, at least 1: those that it may run
// on, or fewer where its control group has a quota, as a container's CPU limit
// is. Part of a CPU counts as one.
int UsableCpus();

// What the quotas of cgroup v2 allow, of the group that `proc_cgroup`, the text
// of /proc/self/cgroup, names and of those it is in, up to the one mounted at
// `root`. None where there is no quota.
std::optional<int> CpusOfQuota(absl::string_view proc_cgroup,
                               const std::string& root);

}  // namespace server

#endif  // SERVER_RESOURCES_CPUS_H_
