#include "cli/commands/flags.h"

#include <unistd.h>

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/flag_types.h"
#include "base/flags.h"
#include "cli/format/style.h"

ABSL_FLAG(bool, local, false,
          "decide in this process, by the embedded policy or by --policy, and "
          "ask no server");
ABSL_FLAG(std::string, policy, "",
          "FILE: the policy to go by instead of the embedded one");
ABSL_FLAG(std::string, settings, "",
          "JSON: settings to lay over the policy's defaults, such as "
          "'{\"directMessages\": \"DIRECT_MESSAGES_DISABLED\"}'");
ABSL_FLAG(absl::Duration, timeout, absl::Seconds(5),
          "DURATION: how long to wait for the answer, such as `500ms`");
ABSL_FLAG(
    base::OneOf<cli::kOutputFormats>, output, {cli::OutputFormat::kText},
    "FORMAT: `text` for people, or `json`, Protobuf's JSON; `markdown` for "
    "`policy show`, and `junit` for `policy test`");
ABSL_FLAG(
    base::OneOf<cli::kColorModes>, color, {cli::ColorMode::kAuto},
    "WHEN: colour text `always`, `never`, or `auto`, on a terminal unless "
    "NO_COLOR is set");
ABSL_FLAG(bool, help, false, "print this help");
ABSL_FLAG(bool, version, false, "print the version of the command");

namespace cli {
namespace {

// Whether an environment variable is set to anything.
bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool TerminalHasColors() {
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && !IsSet("NO_COLOR") && term != nullptr &&
         absl::string_view(term) != "dumb";
}

}  // namespace

std::string OutputFormatNames(absl::Span<const OutputFormat> formats) {
  return absl::StrJoin(
      formats, ", ", [](std::string* out, OutputFormat format) {
        absl::StrAppend(out, "`", base::ChoiceName(kOutputFormats, format),
                        "`");
      });
}

std::vector<absl::string_view> ServerFlags(
    std::initializer_list<absl::string_view> others) {
  std::vector<absl::string_view> names =
      base::FlagsDefinedIn("cli/commands/server_flags.cc");
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

bool WantsJson() {
  return absl::GetFlag(FLAGS_output).value == OutputFormat::kJson;
}

Style StdoutStyle() {
  const ColorMode mode = absl::GetFlag(FLAGS_color).value;
  return {mode == ColorMode::kAlways ||
          (mode == ColorMode::kAuto && TerminalHasColors())};
}

}  // namespace cli
