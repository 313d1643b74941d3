// The version of the server and of the command. Its number is in the file
// VERSION.

#ifndef BASE_VERSION_H_
#define BASE_VERSION_H_

#include "absl/strings/string_view.h"

namespace base {

// A version by semver.org: "0.1.0", or "0.1.0+3f2a1c9" where the build had a
// label, such as the commit (bazel build --embed_label). Valid for ever.
absl::string_view Version();

}  // namespace base

#endif  // BASE_VERSION_H_
