// Reads whole files and streams.

#ifndef BASE_READ_FILE_H_
#define BASE_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace base {

// All of a file. The error is INVALID_ARGUMENT and names the file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// All of what `fd` has to its end. The error calls it `what`.
absl::StatusOr<std::string> ReadAll(int fd, absl::string_view what);

}  // namespace base

#endif  // BASE_READ_FILE_H_
