// Whole files.

#ifndef CLI_READ_FILE_H_
#define CLI_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace cli {

// All of a file. The error is INVALID_ARGUMENT and names the file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace cli

#endif  // CLI_READ_FILE_H_
