// Measures how much of the machine's memory this process takes.

#ifndef SERVER_RESOURCES_RESIDENT_MEMORY_H_
#define SERVER_RESOURCES_RESIDENT_MEMORY_H_

#include <cstdint>
#include <optional>

namespace server {

// In bytes, of /proc/self/statm; empty where that cannot be read.
std::optional<std::int64_t> ResidentMemory();

// The same. Where it is above `bytes`, what the C library keeps of freed memory
// is given back to the system first, which takes milliseconds.
std::optional<std::int64_t> ResidentMemoryTrimmedAbove(std::int64_t bytes);

}  // namespace server

#endif  // SERVER_RESOURCES_RESIDENT_MEMORY_H_
