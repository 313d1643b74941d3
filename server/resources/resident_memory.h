// How much of the machine's memory this process takes.

#ifndef SERVER_RESOURCES_RESIDENT_MEMORY_H_
#define SERVER_RESOURCES_RESIDENT_MEMORY_H_

#include <cstdint>
#include <optional>

namespace server {

// In bytes, of /proc/self/statm; empty where that cannot be read.
std::optional<std::int64_t> ResidentMemory();

// The same, after what is free was given back to the system: milliseconds of
// work.
std::optional<std::int64_t> TrimmedResidentMemory();

}  // namespace server

#endif  // SERVER_RESOURCES_RESIDENT_MEMORY_H_
