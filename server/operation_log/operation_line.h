// Formats a line of the operation log, as JSON or as text.

#ifndef SERVER_OPERATION_LOG_OPERATION_LINE_H_
#define SERVER_OPERATION_LOG_OPERATION_LINE_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/flag_types.h"

namespace server {

enum class LogLevel : std::uint8_t {
  // Helps to find a fault of the server itself.
  kDebug,
  // A step of the server's life: starts, loads, ends.
  kInfo,
  // The server copes with it, and somebody should look at it.
  kWarning,
  // The server was asked for something and cannot do it.
  kError,
};

inline constexpr base::Choice<LogLevel> kLogLevels[] = {
    {"debug", LogLevel::kDebug},
    {"info", LogLevel::kInfo},
    {"warning", LogLevel::kWarning},
    {"error", LogLevel::kError},
};

struct LogField {
  // Lower case, words joined by underscores.
  absl::string_view name;
  // A number, or any bytes; those that are no text are shown as "?". Fields of
  // one name are of one kind, wherever they are.
  std::variant<absl::string_view, std::int64_t> value;
};

// The line as a JSON object: `time`, `level`, `message` and the fields, all of
// them strings but for the numbers among the fields.
std::string JsonOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields);

// The line as text, for a person; a value of several lines is below it.
std::string TextOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields);

}  // namespace server

#endif  // SERVER_OPERATION_LOG_OPERATION_LINE_H_
