#include "server/metrics/process_metrics.h"

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

#include "base/version.h"
#include "server/resources/resident_memory.h"

namespace server {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

// The number that follows `skip` words of `text`.
std::optional<double> NumberAfter(std::istream&& text, int skip) {
  std::string word;
  for (int i = 0; i < skip; ++i) text >> word;
  double number = 0;
  if (!(text >> number)) return std::nullopt;
  return number;
}

double CpuSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

// In /proc/self/statm, in pages.
std::optional<double> VirtualMemory() {
  const std::optional<double> pages =
      NumberAfter(std::ifstream("/proc/self/statm"), 0);
  if (!pages.has_value()) return std::nullopt;
  return *pages * static_cast<double>(sysconf(_SC_PAGESIZE));
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

// When the system started, in seconds since the epoch.
std::optional<double> BootTime() {
  std::ifstream stat("/proc/stat");
  std::string line;
  while (std::getline(stat, line)) {
    std::istringstream words(line);
    std::string name;
    double seconds = 0;
    if (words >> name >> seconds && name == "btime") return seconds;
  }
  return std::nullopt;
}

std::optional<double> StartTime() {
  std::ifstream stat("/proc/self/stat");
  std::string text;
  std::getline(stat, text);
  // The program's name, in parentheses, may have any character. It is the
  // second field, and the start is the 22nd, in ticks since the boot.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const std::optional<double> ticks =
      NumberAfter(std::istringstream(text.substr(name_end + 1)), 22 - 3);
  const std::optional<double> boot = BootTime();
  if (!ticks.has_value() || !boot.has_value()) return std::nullopt;
  return *boot + *ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
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
                    [start = StartTime()] { return start; });
}

}  // namespace server
