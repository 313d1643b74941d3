// Reads whole files and streams.

#ifndef BASE_READ_FILE_H_
#define BASE_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace base {

// The content of a file, which may be a pipe: waits for whoever writes to it.
// The error is INVALID_ARGUMENT and names the file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// The same of a regular file of 16 MiB at most, and the error for any other: no
// pipe or device is waited for. What is left to wait for is a file system that
// does not answer, over which a program has no power but to read in a thread
// that nothing waits for.
absl::StatusOr<std::string> ReadRegularFile(const std::string& path);

// All bytes that `fd` gives until its end. The error names it by `what`.
absl::StatusOr<std::string> ReadAll(int fd, absl::string_view what);

}  // namespace base

#endif  // BASE_READ_FILE_H_
