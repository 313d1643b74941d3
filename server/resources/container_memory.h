// Reads the memory limit of the process's container.

#ifndef SERVER_RESOURCES_CONTAINER_MEMORY_H_
#define SERVER_RESOURCES_CONTAINER_MEMORY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace server {

// In bytes; past it the system ends the process. None where there is no limit.
std::optional<std::int64_t> ContainerMemory();

// What the limits of cgroup v2 allow, in bytes; for the parameters see
// MinOfControlGroups. None where there is no limit.
std::optional<std::int64_t> MemoryOfControlGroups(absl::string_view proc_cgroup,
                                                  const std::string& root);

// What the process should take of a container of that size, in bytes: a third,
// and 96 MiB at least, are left for what comes between two checks of the
// memory, and for what the system keeps for it. May be negative.
std::int64_t MaxOfContainer(std::int64_t container);

// `wanted`, or MaxOfContainer where that is less; but never less than `min`.
std::int64_t MemoryWithin(std::optional<std::int64_t> container,
                          std::int64_t min, std::int64_t wanted);

}  // namespace server

#endif  // SERVER_RESOURCES_CONTAINER_MEMORY_H_
