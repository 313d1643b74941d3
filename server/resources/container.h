// Reads how many CPUs and how much memory the process's container allows, and
// for how long it has kept the process from running.
//
// The limits are those of the control groups (cgroup v1 and v2) that the
// process is in. Functions that take `proc_cgroup`, the text of
// /proc/self/cgroup, look at the group that it names and at those which that
// one is in, up to the one mounted at `root`, or in version 1 in a folder of
// the controller's name there: the smallest limit counts. Where a container has
// groups of its own mounted there, those that `proc_cgroup` names are not to be
// found, and the mounted one is its own.

#ifndef SERVER_RESOURCES_CONTAINER_H_
#define SERVER_RESOURCES_CONTAINER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace server {

// The CPUs that this process may use at once, at least 1: those that it may run
// on, or fewer where its control groups have a quota. Part of a CPU counts as
// one.
int UsableCpus();

// The CPUs that the quotas allow. None where there is no quota.
std::optional<std::int64_t> CpusOfQuota(absl::string_view proc_cgroup,
                                        const std::string& root);

// For how long quotas have kept the threads of the process's control groups
// from running, all together: of the group that was kept longest. Zero where
// there is no quota.
absl::Duration CpuThrottled();
absl::Duration ThrottledOfControlGroups(absl::string_view proc_cgroup,
                                        const std::string& root);

// In bytes; past it the system ends the process. None where there is no limit.
std::optional<std::int64_t> ContainerMemory();
std::optional<std::int64_t> MemoryOfControlGroups(absl::string_view proc_cgroup,
                                                  const std::string& root);

// The max memory, in bytes, for the process in a container of that size: a
// third, and at least 96 MiB, is left for what comes between two checks of the
// memory and for what the system keeps for the process. May be negative.
std::int64_t MaxOfContainer(std::int64_t container);

// `wanted`, or MaxOfContainer where that is less; but never less than `min`.
std::int64_t MemoryWithin(std::optional<std::int64_t> container,
                          std::int64_t min, std::int64_t wanted);

}  // namespace server

#endif  // SERVER_RESOURCES_CONTAINER_H_
