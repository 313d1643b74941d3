#include "server/resources/container.h"

#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/read_file.h"

namespace server {
namespace {

// Where control groups are mounted on usual systems.
constexpr char kControlGroups[] = "/sys/fs/cgroup";

std::string OwnControlGroups() {
  return base::ReadRegularFile("/proc/self/cgroup").value_or("");
}

using Limit = std::optional<std::int64_t>;

// A limit as control groups have it.
struct LimitFiles {
  std::string controller;
  std::string file;
  // Those of version 1, whose texts together say the same.
  std::vector<std::string> files_v1;
  Limit (*parse)(absl::string_view);
};

// Of "QUOTA PERIOD" in microseconds; the quota is "max" or -1 where there is
// none.
Limit ParseCpus(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  std::int64_t quota = 0;
  std::int64_t period = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &quota) ||
      !absl::SimpleAtoi(parts[1], &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period + (quota % period != 0 ? 1 : 0);
}

// Of bytes; "max", or the largest number of whole pages, where there is none.
Limit ParseMemory(absl::string_view text) {
  constexpr std::int64_t kNoLimit = std::int64_t{1} << 62U;
  std::int64_t bytes = 0;
  if (!absl::SimpleAtoi(text, &bytes) || bytes <= 0 || bytes >= kNoLimit) {
    return std::nullopt;
  }
  return bytes;
}

const LimitFiles& Cpus() {
  static const auto& files = *new LimitFiles{
      "cpu", "cpu.max", {"cpu.cfs_quota_us", "cpu.cfs_period_us"}, ParseCpus};
  return files;
}

const LimitFiles& Memory() {
  static const auto& files = *new LimitFiles{
      "memory", "memory.max", {"memory.limit_in_bytes"}, ParseMemory};
  return files;
}

// The smallest limit of the groups. None where none of them has one.
Limit MinOfControlGroups(absl::string_view proc_cgroup, const std::string& root,
                         const LimitFiles& limit) {
  Limit smallest;
  for (const absl::string_view line : absl::StrSplit(proc_cgroup, '\n')) {
    // "NUMBER:CONTROLLERS:PATH", without controllers in version 2.
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (parts.size() != 3) continue;
    const bool is_v1 = !parts[1].empty();
    const std::vector<std::string> controllers = absl::StrSplit(parts[1], ',');
    if (is_v1 && !absl::c_linear_search(controllers, limit.controller)) {
      continue;
    }
    const std::filesystem::path top =
        std::filesystem::path(root) / (is_v1 ? limit.controller : "");
    const std::vector<std::string> files =
        is_v1 ? limit.files_v1 : std::vector<std::string>{limit.file};
    for (auto group = std::filesystem::path(parts[2]).relative_path();;
         group = group.parent_path()) {
      std::vector<std::string> texts;
      for (const std::string& file : files) {
        texts.push_back(
            base::ReadRegularFile((top / group / file).string()).value_or(""));
        absl::StripTrailingAsciiWhitespace(&texts.back());
      }
      const Limit value = limit.parse(absl::StrJoin(texts, " "));
      if (value.has_value()) {
        smallest = std::min(smallest.value_or(*value), *value);
      }
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

}  // namespace

int UsableCpus() {
  const std::int64_t cpus = CpusOfAffinity();
  return static_cast<int>(std::min(
      cpus, CpusOfQuota(OwnControlGroups(), kControlGroups).value_or(cpus)));
}

Limit CpusOfQuota(absl::string_view proc_cgroup, const std::string& root) {
  return MinOfControlGroups(proc_cgroup, root, Cpus());
}

Limit ContainerMemory() {
  return MemoryOfControlGroups(OwnControlGroups(), kControlGroups);
}

Limit MemoryOfControlGroups(absl::string_view proc_cgroup,
                            const std::string& root) {
  return MinOfControlGroups(proc_cgroup, root, Memory());
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
