#include "server/resources/cpus.h"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "server/resources/control_group.h"

namespace server {
namespace {

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
  const std::int64_t cpus = (quota + period - 1) / period;
  return std::min<std::int64_t>(cpus, CPU_SETSIZE);
}

}  // namespace

std::optional<int> CpusOfQuota(absl::string_view proc_cgroup,
                               const std::string& root) {
  const std::optional<std::int64_t> cpus =
      MinOfControlGroups(proc_cgroup, root, "cpu.max", ParseCpuMax);
  if (!cpus.has_value()) return std::nullopt;
  return static_cast<int>(*cpus);
}

int UsableCpus() {
  const int cpus = CpusOfAffinity();
  return std::min(
      cpus, CpusOfQuota(OwnControlGroups(), kControlGroups).value_or(cpus));
}

}  // namespace server
