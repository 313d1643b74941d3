// The options of AddressSanitizer and UndefinedBehaviorSanitizer, in every
// program and whatever its environment.
//
// gRPC, Protobuf and Abseil are Debian's, built without them. What they do to
// memory is not looked at, but what they allocate, free and copy is: a buffer
// of theirs that is used after they have freed it is found, and so is one of
// ours that they leak. libstdc++ marks the unused end of a vector only where
// asked to, which is not done, since the libraries would not keep the marks up;
// so detect_container_overflow is of no account.

#include <sanitizer/lsan_interface.h>

#include <cstdlib>

// A test may start a program without PATH, so the symbolizer's path is told.
extern "C" {
// NOLINTNEXTLINE(readability-identifier-naming): AddressSanitizer's name.
const char* __asan_default_options() {
  return "detect_leaks=1:detect_stack_use_after_return=1:"
         "strict_string_checks=1:check_initialization_order=1:"
         "external_symbolizer_path=/usr/bin/llvm-symbolizer";
}

// NOLINTNEXTLINE(readability-identifier-naming): UndefinedBehaviorSanitizer's.
const char* __ubsan_default_options() { return "print_stacktrace=1"; }
}

namespace {

// The server ends by std::quick_exit, where leaks are not looked for otherwise.
[[maybe_unused]] const int kLeaksAtQuickExit =
    std::at_quick_exit(__lsan_do_leak_check);

}  // namespace
