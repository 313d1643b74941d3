// The metrics of the process.

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "base/libraries.h"
#include "base/version.h"
#include "server/metrics/scrape.h"
#include "server/resources/container.h"
#include "server/resources/resident_memory.h"

namespace server {
namespace {

double CpuSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return absl::ToDoubleSeconds(absl::DurationFromTimeval(usage.ru_utime) +
                               absl::DurationFromTimeval(usage.ru_stime));
}

// In /proc/self/statm, in pages.
std::optional<double> VirtualMemory() {
  double pages = 0;
  if (!(std::ifstream("/proc/self/statm") >> pages)) return std::nullopt;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::optional<double> OpenDescriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  // One is of the listing itself.
  return static_cast<double>(std::distance(begin(files), end(files)) - 1);
}

std::optional<double> MaxDescriptors() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void CollectProcess(absl::Time start,
                    const std::vector<base::Library>& libraries, Scrape& to) {
  Scrape::Labels labels = {{"compiler", __VERSION__},
                           {"version", std::string(base::Version())}};
  for (const base::Library& library : libraries) {
    labels.push_back({absl::AsciiStrToLower(library.name), library.version});
  }
  Add(1, labels,
      to.Gauges("authz_build_info", "Always 1, for the program that runs."));
  to.Counter(
      "authz_cpu_throttled_seconds_total",
      "For how long the CPU limit of the container kept its threads from "
      "running, all together.",
      absl::ToDoubleSeconds(CpuThrottled()));
  to.Counter("process_cpu_seconds_total", "CPU time, user and system.",
             CpuSeconds());
  to.Gauge("process_resident_memory_bytes", "Resident memory.",
           ResidentMemory());
  to.Gauge("process_virtual_memory_bytes", "Virtual memory.", VirtualMemory());
  to.Gauge("process_open_fds", "Open file descriptors.", OpenDescriptors());
  to.Gauge("process_max_fds", "File descriptors that may be open at once.",
           MaxDescriptors());
  to.Gauge("process_start_time_seconds",
           "When the process started, since the epoch.", EpochSeconds(start));
}

}  // namespace server
