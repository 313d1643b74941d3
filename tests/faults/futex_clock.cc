// Makes waits on futexes follow the clock that libfaketime sets, when both are
// preloaded. Abseil, and so gRPC's timers, waits until a time of day with a raw
// futex(2), which libfaketime does not know: the kernel would compare a made-up
// time with the real one.
//
// As in the kernel, a jump of the clock also moves the end of waits that have
// begun.

#include <dlfcn.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <ctime>

namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
// How soon a wait notices that the clock has jumped.
constexpr std::int64_t kSlice = 20'000'000;

using Syscall = long (*)(long, ...);  // NOLINT(google-runtime-int): as libc.

Syscall RealSyscall() {
  static const auto kReal =
      reinterpret_cast<Syscall>(dlsym(RTLD_NEXT, "syscall"));
  return kReal;
}

std::int64_t ToNanoseconds(const timespec& time) {
  return time.tv_sec * kNanoseconds + time.tv_nsec;
}

bool IsWaitForTimeOfDay(int operation) {
  constexpr int kOptions = FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME;
  return (operation & FUTEX_CLOCK_REALTIME) != 0 &&
         (operation & ~kOptions) == FUTEX_WAIT_BITSET;
}

// Waits in slices of the real time, and looks at the made-up one after each.
// What the kernel's wait returns.
// NOLINTNEXTLINE(google-runtime-int): as libc.
long WaitUntil(long word, int operation, long value, const timespec& end,
               long bitset) {  // NOLINT(google-runtime-int)
  while (true) {
    timespec now = {};
    clock_gettime(CLOCK_REALTIME, &now);
    const std::int64_t left = ToNanoseconds(end) - ToNanoseconds(now);
    if (left <= 0) {
      errno = ETIMEDOUT;
      return -1;
    }
    // A wait for the monotonic clock, which does not jump.
    timespec slice = {};
    clock_gettime(CLOCK_MONOTONIC, &slice);
    const std::int64_t until = ToNanoseconds(slice) + std::min(left, kSlice);
    slice.tv_sec = until / kNanoseconds;
    slice.tv_nsec = until % kNanoseconds;
    const long result =  // NOLINT(google-runtime-int)
        RealSyscall()(SYS_futex, word, operation & ~FUTEX_CLOCK_REALTIME, value,
                      &slice, 0, bitset);
    if (result != -1 || errno != ETIMEDOUT) return result;
  }
}

}  // namespace

// NOLINTNEXTLINE(google-runtime-int): takes libc's place.
extern "C" long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long arguments[6];                  // NOLINT(google-runtime-int)
  for (long& argument : arguments) {  // NOLINT(google-runtime-int)
    argument = va_arg(list, long);    // NOLINT(google-runtime-int)
  }
  va_end(list);
  const auto* end = reinterpret_cast<const timespec*>(arguments[3]);
  if (number == SYS_futex && end != nullptr &&
      IsWaitForTimeOfDay(static_cast<int>(arguments[1]))) {
    return WaitUntil(arguments[0], static_cast<int>(arguments[1]), arguments[2],
                     *end, arguments[5]);
  }
  return RealSyscall()(number, arguments[0], arguments[1], arguments[2],
                       arguments[3], arguments[4], arguments[5]);
}
