#include "server/operation_log/operation_log_flags.h"

#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/string_view.h"
#include "base/flag_types.h"

namespace server {

constexpr base::Choice<LogFormat> kLogFormats[] = {
    {"auto", LogFormat::kAuto},
    {"text", LogFormat::kText},
    {"json", LogFormat::kJson},
};

bool AbslParseFlag(absl::string_view text, LogFormat* format,
                   std::string* error) {
  return base::ParseChoice(kLogFormats, text, format, error);
}
std::string AbslUnparseFlag(LogFormat format) {
  return base::ChoiceName(kLogFormats, format);
}

bool AbslParseFlag(absl::string_view text, LogLevel* level,
                   std::string* error) {
  return base::ParseChoice(kLogLevels, text, level, error);
}
std::string AbslUnparseFlag(LogLevel level) {
  return base::ChoiceName(kLogLevels, level);
}

}  // namespace server

ABSL_FLAG(server::LogFormat, log_format, server::LogFormat::kAuto,
          "FORMAT: of the operation log on stderr: `text`, `json`, or `auto`, "
          "text on a terminal and else JSON");
ABSL_FLAG(server::LogLevel, log_level, server::LogLevel::kInfo,
          "LEVEL: the least that the operation log tells: `debug`, `info`, "
          "`warning` or `error`");

namespace server {

OperationLogOptions OperationLogOptionsFromFlags() {
  return {absl::GetFlag(FLAGS_log_format), absl::GetFlag(FLAGS_log_level)};
}

}  // namespace server
