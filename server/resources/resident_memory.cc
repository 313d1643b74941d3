#include "server/resources/resident_memory.h"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace server {

std::optional<std::int64_t> ResidentMemory() {
  // In pages: all that is mapped, and what is resident of it.
  std::ifstream statm("/proc/self/statm");
  std::int64_t mapped = 0;
  std::int64_t resident = 0;
  if (!(statm >> mapped >> resident)) return std::nullopt;
  return resident * sysconf(_SC_PAGESIZE);
}

std::optional<std::int64_t> ResidentMemoryTrimmedAbove(std::int64_t bytes) {
  const std::optional<std::int64_t> resident = ResidentMemory();
  if (!resident.has_value() || *resident <= bytes) return resident;
  malloc_trim(0);
  return ResidentMemory();
}

}  // namespace server
