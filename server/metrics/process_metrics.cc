#include "server/metrics/process_metrics.h"

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/version.h"
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
  if (limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<double>::infinity();
  }
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void AddProcessMetrics(ScrapedRegistry& registry) {
  registry.Gauges("authz_build_info", "Always 1, for the program that runs.")
      .Add({{"version", std::string(base::Version())},
            {"grpc_version", grpc::Version()},
            {"compiler", __VERSION__}})
      .Set(1);
  registry.AddCounter("process_cpu_seconds_total", "CPU time, user and system.",
                      CpuSeconds);
  registry.AddGauge("process_resident_memory_bytes", "Resident memory.",
                    ResidentMemory);
  registry.AddGauge("process_virtual_memory_bytes", "Virtual memory.",
                    VirtualMemory);
  registry.AddGauge("process_open_fds", "Open file descriptors.",
                    OpenDescriptors);
  registry.AddGauge("process_max_fds",
                    "File descriptors that may be open at once.",
                    MaxDescriptors);
  registry.AddGauge("process_start_time_seconds",
                    "When the process started, since the epoch.",
                    [start = EpochSeconds(absl::Now())] { return start; });
}

}  // namespace server
