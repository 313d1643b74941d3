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
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {
namespace {

// Where control groups are mounted on usual systems.
constexpr char kControlGroups[] = "/sys/fs/cgroup";

std::string OwnControlGroups() {
  return base::ReadRegularFile("/proc/self/cgroup").value_or("");
}

using Limit = std::optional<std::int64_t>;

// A number as control groups have it.
struct GroupFiles {
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

// Of the lines of cpu.stat, in nanoseconds.
Limit ParseThrottled(absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    std::int64_t count = 0;
    if (absl::ConsumePrefix(&line, "throttled_usec ")) {
      if (absl::SimpleAtoi(line, &count)) return count * 1'000;
    } else if (absl::ConsumePrefix(&line, "throttled_time ")) {
      if (absl::SimpleAtoi(line, &count)) return count;
    }
  }
  return std::nullopt;
}

const GroupFiles& Cpus() {
  static const auto& files = *new GroupFiles{
      "cpu", "cpu.max", {"cpu.cfs_quota_us", "cpu.cfs_period_us"}, ParseCpus};
  return files;
}

const GroupFiles& Memory() {
  static const auto& files = *new GroupFiles{
      "memory", "memory.max", {"memory.limit_in_bytes"}, ParseMemory};
  return files;
}

const GroupFiles& CpuStatistics() {
  static const auto& files =
      *new GroupFiles{"cpu", "cpu.stat", {"cpu.stat"}, ParseThrottled};
  return files;
}

// The numbers of the groups that have one.
std::vector<std::int64_t> NumbersOfControlGroups(absl::string_view proc_cgroup,
                                                 const std::string& root,
                                                 const GroupFiles& number) {
  std::vector<std::int64_t> numbers;
  for (const absl::string_view line : absl::StrSplit(proc_cgroup, '\n')) {
    // "NUMBER:CONTROLLERS:PATH", without controllers in version 2.
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (parts.size() != 3) continue;
    const bool is_v1 = !parts[1].empty();
    const std::vector<std::string> controllers = absl::StrSplit(parts[1], ',');
    if (is_v1 && !absl::c_linear_search(controllers, number.controller)) {
      continue;
    }
    const std::filesystem::path top =
        std::filesystem::path(root) / (is_v1 ? number.controller : "");
    const std::vector<std::string> files =
        is_v1 ? number.files_v1 : std::vector<std::string>{number.file};
    for (auto group = std::filesystem::path(parts[2]).relative_path();;
         group = group.parent_path()) {
      std::vector<std::string> texts;
      for (const std::string& file : files) {
        texts.push_back(
            base::ReadRegularFile((top / group / file).string()).value_or(""));
        absl::StripTrailingAsciiWhitespace(&texts.back());
      }
      const Limit value = number.parse(absl::StrJoin(texts, " "));
      if (value.has_value()) numbers.push_back(*value);
      if (group.empty()) break;
    }
  }
  return numbers;
}

// The smallest limit of the groups. None where none of them has one.
Limit MinOfControlGroups(absl::string_view proc_cgroup, const std::string& root,
                         const GroupFiles& limit) {
  const std::vector<std::int64_t> limits =
      NumbersOfControlGroups(proc_cgroup, root, limit);
  if (limits.empty()) return std::nullopt;
  return *absl::c_min_element(limits);
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

absl::Duration CpuThrottled() {
  return ThrottledOfControlGroups(OwnControlGroups(), kControlGroups);
}

absl::Duration ThrottledOfControlGroups(absl::string_view proc_cgroup,
                                        const std::string& root) {
  std::int64_t longest = 0;
  for (const std::int64_t nanoseconds :
       NumbersOfControlGroups(proc_cgroup, root, CpuStatistics())) {
    longest = std::max(longest, nanoseconds);
  }
  return absl::Nanoseconds(longest);
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
