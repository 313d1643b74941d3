// The libraries that a program is linked with, and their versions. Linked as
// archives, they are in no list of what a system has installed.

#ifndef BASE_LIBRARIES_H_
#define BASE_LIBRARIES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace base {

struct Library {
  std::string name;
  // As the library writes it: "3.0.17".
  std::string version;
};

// The linked libraries that parse network input: OpenSSL, gRPC, Protobuf and
// Abseil.
std::vector<Library> Libraries();

// What `--version` of a program prints: a line with its own version, and one
// for each library.
std::string VersionText(absl::string_view program);

}  // namespace base

#endif  // BASE_LIBRARIES_H_
