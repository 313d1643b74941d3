#include "tests/support/resident.h"

#include <unistd.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace testing_support {

std::int64_t ResidentKib(pid_t pid) {
  std::ifstream statm(absl::StrCat("/proc/", pid, "/statm"));
  std::int64_t size = 0;
  std::int64_t resident = 0;
  EXPECT_TRUE(statm >> size >> resident) << pid;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

std::int64_t PeakResidentKib(pid_t pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  std::string word;
  while (status >> word && word != "VmHWM:") {
  }
  std::int64_t kib = 0;
  EXPECT_TRUE(status >> kib) << pid;
  return kib;
}

}  // namespace testing_support
