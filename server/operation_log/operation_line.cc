#include "server/operation_log/operation_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "authz/text/utf8.h"
#include "server/operation_log/json_line.h"
#include "server/operation_log/log_time.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

constexpr absl::string_view kIndent = "    ";

// With "?" for every byte of a character that is none.
std::string AsText(absl::string_view bytes) {
  std::string text(bytes);
  if (authz::IsUtf8(text)) return text;
  for (char& c : text) {
    if (!absl::ascii_isascii(c)) c = '?';
  }
  return text;
}

// Without what a terminal would obey.
std::string AsLine(absl::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (absl::ascii_iscntrl(c)) c = '?';
  }
  return line;
}

bool NeedsQuotes(absl::string_view text) {
  if (text.empty()) return true;
  for (char c : text) {
    if (absl::ascii_iscntrl(c) || c == ' ' || c == '"' || c == '=') return true;
  }
  return false;
}

}  // namespace

std::string JsonOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields) {
  TextBuffer text;
  JsonLine line(text);
  line.Begin();
  line.Name("time");
  text += '"';
  AppendTime(time, text);
  text += '"';
  line.String("level", base::ChoiceName(kLogLevels, level));
  line.String("message", AsText(message));
  for (const LogField& field : fields) {
    line.String(field.name, AsText(field.value));
  }
  line.End();
  return std::string(text.text());
}

std::string TextOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields) {
  TextBuffer text;
  AppendTime(time, text);
  text += absl::StrCat(
      " ", absl::AsciiStrToUpper(base::ChoiceName(kLogLevels, level)), " ",
      AsLine(AsText(message)));
  std::string below;
  for (const LogField& field : fields) {
    const std::string value = AsText(field.value);
    if (absl::StrContains(value, '\n')) {
      absl::StrAppend(&below, "  ", field.name, ":\n");
      for (absl::string_view part : absl::StrSplit(value, '\n')) {
        absl::StrAppend(&below, kIndent, AsLine(part), "\n");
      }
    } else if (NeedsQuotes(value)) {
      AppendJsonString(absl::StrCat(" ", field.name, "="), value, text);
    } else {
      text += absl::StrCat(" ", field.name, "=", value);
    }
  }
  return absl::StrCat(text.text(), "\n", below);
}

}  // namespace server
