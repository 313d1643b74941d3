// Tells whether a test runs under a sanitizer, which keeps freed memory, so
// that a process's resident memory says nothing. That leaks are found then, it
// sees to itself.

#ifndef TESTS_SUPPORT_SANITIZED_H_
#define TESTS_SUPPORT_SANITIZED_H_

namespace testing_support {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SANITIZED_H_
