#include "cli/commands/input.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/read_file.h"

namespace cli {
absl::StatusOr<std::string> ReadRequestText(
    const std::vector<std::string>& arguments) {
  if (arguments.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("takes one argument and got ", arguments.size(),
                     ", put JSON text in single quotes"));
  }
  if (arguments.empty() && isatty(STDIN_FILENO) == 1) {
    return absl::InvalidArgumentError(
        "nothing to decide, give JSON text, a file, or `-` for stdin");
  }
  if (arguments.empty() || arguments[0] == "-") {
    return base::ReadAll(STDIN_FILENO, "stdin");
  }
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(arguments[0]), "{")) {
    return arguments[0];
  }
  return base::ReadFile(arguments[0]);
}

absl::Status ExpectNoArguments(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("takes no argument and got `", arguments[0], "`"));
}

}  // namespace cli
