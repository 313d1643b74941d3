// Reads whole files and streams.

#ifndef BASE_READ_FILE_H_
#define BASE_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace base {

// The content of a file. The error is INVALID_ARGUMENT and names the file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// All bytes that `fd` gives until its end. The error names it by `what`.
absl::StatusOr<std::string> ReadAll(int fd, absl::string_view what);

}  // namespace base

#endif  // BASE_READ_FILE_H_
