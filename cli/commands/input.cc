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
#include "cli/commands/json.h"

namespace cli {
namespace {

absl::StatusOr<std::string> ReadText(
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

}  // namespace

absl::Status ReadRequest(const std::vector<std::string>& arguments,
                         google::protobuf::Message& request) {
  const absl::StatusOr<std::string> text = ReadText(arguments);
  if (!text.ok()) return text.status();
  return FromJson(*text, request);
}

}  // namespace cli
