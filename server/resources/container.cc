#include "server/resources/container.h"

#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {
namespace {

// Where control groups are mounted on usual systems.
constexpr char kControlGroups[] = "/sys/fs/cgroup";

std::string OwnControlGroups() {
  return base::ReadFile("/proc/self/cgroup").value_or("");
}

// The smallest value that `parse` makes of the groups' files of that name. None
// where none of them says anything.
std::optional<std::int64_t> MinOfControlGroups(
    absl::string_view proc_cgroup, const std::string& root,
    const std::string& file,
    absl::FunctionRef<std::optional<std::int64_t>(absl::string_view)> parse) {
  std::optional<std::int64_t> smallest;
  for (absl::string_view line : absl::StrSplit(proc_cgroup, '\n')) {
    if (!absl::ConsumePrefix(&line, "0::/")) continue;
    for (std::filesystem::path group{std::string(line)};;
         group = group.parent_path()) {
      const absl::StatusOr<std::string> text =
          base::ReadFile((root / group / file).string());
      const std::optional<std::int64_t> value =
          text.ok() ? parse(absl::StripSuffix(*text, "\n")) : std::nullopt;
      if (value.has_value())
        smallest = std::min(smallest.value_or(*value), *value);
      if (group.empty()) break;
    }
  }
  return smallest;
}

int CpusOfAffinity() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0) return 1;
  return std::max(1, CPU_COUNT(&cpus));
}

// Of a cpu.max file, "QUOTA PERIOD" in microseconds or "max PERIOD".
std::optional<std::int64_t> ParseCpuMax(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  std::int64_t quota = 0;
  std::int64_t period = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &quota) ||
      !absl::SimpleAtoi(parts[1], &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period + (quota % period != 0 ? 1 : 0);
}

// Of a memory.max file, bytes or "max".
std::optional<std::int64_t> ParseMemoryMax(absl::string_view text) {
  std::int64_t bytes = 0;
  if (!absl::SimpleAtoi(text, &bytes) || bytes <= 0) return std::nullopt;
  return bytes;
}

}  // namespace

int UsableCpus() {
  const std::int64_t cpus = CpusOfAffinity();
  return static_cast<int>(std::min(
      cpus, CpusOfQuota(OwnControlGroups(), kControlGroups).value_or(cpus)));
}

std::optional<std::int64_t> CpusOfQuota(absl::string_view proc_cgroup,
                                        const std::string& root) {
  return MinOfControlGroups(proc_cgroup, root, "cpu.max", ParseCpuMax);
}

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
