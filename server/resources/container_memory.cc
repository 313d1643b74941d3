#include "server/resources/container_memory.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "server/resources/control_group.h"

namespace server {
namespace {

// Of a memory.max file, bytes or "max".
std::optional<std::int64_t> ParseMemoryMax(absl::string_view text) {
  std::int64_t bytes = 0;
  if (!absl::SimpleAtoi(text, &bytes) || bytes <= 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::optional<std::int64_t> ContainerMemory() {
  return MemoryOfControlGroups(OwnControlGroups(), kControlGroups);
}

std::optional<std::int64_t> MemoryOfControlGroups(absl::string_view proc_cgroup,
                                                  const std::string& root) {
  return MinOfControlGroups(proc_cgroup, root, "memory.max", ParseMemoryMax);
}

std::int64_t MaxOfContainer(std::int64_t container) {
  constexpr std::int64_t kMinRoom = std::int64_t{96} * 1024 * 1024;
  return container - std::max(container / 3, kMinRoom);
}

std::int64_t MemoryWithin(std::optional<std::int64_t> container,
                          std::int64_t min, std::int64_t wanted) {
  if (!container.has_value()) return wanted;
  return std::max(min, std::min(wanted, MaxOfContainer(*container)));
}

}  // namespace server
