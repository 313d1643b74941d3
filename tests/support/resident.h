// Reads the resident memory of a process.

#ifndef TESTS_SUPPORT_RESIDENT_H_
#define TESTS_SUPPORT_RESIDENT_H_

#include <sys/types.h>

#include <cstdint>

namespace testing_support {

// What the process has in memory, in KiB.
std::int64_t ResidentKib(pid_t pid);

// The most that it has had so far.
std::int64_t PeakResidentKib(pid_t pid);

}  // namespace testing_support

#endif  // TESTS_SUPPORT_RESIDENT_H_
