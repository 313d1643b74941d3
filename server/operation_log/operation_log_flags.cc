#include "absl/flags/flag.h"
#include "base/flag_types.h"
#include "server/operation_log/operation_log.h"

namespace server {

constexpr base::Choice<LogFormat> kLogFormats[] = {
    {"auto", LogFormat::kAuto},
    {"text", LogFormat::kText},
    {"json", LogFormat::kJson},
};

}  // namespace server

ABSL_FLAG(base::OneOf<server::kLogFormats>, log_format,
          {server::LogFormat::kAuto},
          "FORMAT: of the operation log on stderr: `text`, `json`, or `auto`, "
          "text on a terminal and else JSON. With `json` the lines on stdout "
          "are JSON, too");
ABSL_FLAG(base::OneOf<server::kLogLevels>, log_level, {server::LogLevel::kInfo},
          "LEVEL: the least that the operation log tells: `debug`, `info`, "
          "`warning` or `error`");

namespace server {

OperationLogOptions OperationLogOptionsFromFlags() {
  return {absl::GetFlag(FLAGS_log_format).value,
          absl::GetFlag(FLAGS_log_level).value};
}

}  // namespace server
