#include "server/cpus.h"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/read_file.h"

namespace server {
namespace {

int CpusOfAffinity() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0) return 1;
  return std::max(1, CPU_COUNT(&cpus));
}

// Of a cpu.max file, "QUOTA PERIOD" in microseconds or "max PERIOD".
std::optional<int> ParseCpuMax(absl::string_view text) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::StripSuffix(text, "\n"), ' ');
  std::int64_t quota = 0;
  std::int64_t period = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &quota) ||
      !absl::SimpleAtoi(parts[1], &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  const std::int64_t cpus = (quota + period - 1) / period;
  return static_cast<int>(std::min<std::int64_t>(cpus, CPU_SETSIZE));
}

}  // namespace

std::optional<int> CpusOfQuota(absl::string_view proc_cgroup,
                               const std::string& root) {
  std::optional<int> least;
  for (absl::string_view line : absl::StrSplit(proc_cgroup, '\n')) {
    if (!absl::ConsumePrefix(&line, "0::/")) continue;
    for (std::filesystem::path group{std::string(line)};;
         group = group.parent_path()) {
      const absl::StatusOr<std::string> text =
          cli::ReadFile((root / group / "cpu.max").string());
      const std::optional<int> cpus =
          text.ok() ? ParseCpuMax(*text) : std::nullopt;
      if (cpus.has_value()) least = std::min(least.value_or(*cpus), *cpus);
      if (group.empty()) break;
    }
  }
  return least;
}

int UsableCpus() {
  const int cpus = CpusOfAffinity();
  const absl::StatusOr<std::string> groups = cli::ReadFile("/proc/self/cgroup");
  if (!groups.ok()) return cpus;
  return std::min(cpus, CpusOfQuota(*groups, "/sys/fs/cgroup").value_or(cpus));
}

}  // namespace server
