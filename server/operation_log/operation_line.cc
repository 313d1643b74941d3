#include "server/operation_log/operation_line.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "authz/text/utf8.h"

namespace server {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// RFC 3339 in UTC with microseconds: "2026-01-31T23:59:59.123456Z".
std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

// With "?" for every byte of a character that is none, and for DEL, the one
// control character that JSON need not escape.
std::string AsText(absl::string_view bytes) {
  constexpr char kDelete = 0x7f;
  std::string text(bytes);
  const bool is_utf8 = authz::IsUtf8(text);
  for (char& c : text) {
    if (c == kDelete || (!is_utf8 && !absl::ascii_isascii(c))) c = '?';
  }
  return text;
}

void Write(absl::string_view text, JsonWriter& json) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

std::string JsonString(absl::string_view text) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  Write(text, json);
  return {buffer.GetString(), buffer.GetSize()};
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
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  const auto field = [&json](absl::string_view name, absl::string_view value) {
    Write(name, json);
    Write(AsText(value), json);
  };
  json.StartObject();
  field("time", TimeText(time));
  field("level", base::ChoiceName(kLogLevels, level));
  field("message", message);
  for (const LogField& f : fields) field(f.name, f.value);
  json.EndObject();
  return absl::StrCat(absl::string_view(buffer.GetString(), buffer.GetSize()),
                      "\n");
}

std::string TextOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields) {
  std::string line =
      absl::StrCat(TimeText(time), " ",
                   absl::AsciiStrToUpper(base::ChoiceName(kLogLevels, level)),
                   " ", AsLine(AsText(message)));
  std::string below;
  for (const LogField& field : fields) {
    const std::string value = AsText(field.value);
    if (absl::StrContains(value, '\n')) {
      absl::StrAppend(&below, "  ", field.name, ":\n");
      for (absl::string_view part : absl::StrSplit(value, '\n')) {
        absl::StrAppend(&below, "    ", AsLine(part), "\n");
      }
    } else {
      absl::StrAppend(&line, " ", field.name, "=",
                      NeedsQuotes(value) ? JsonString(value) : value);
    }
  }
  return absl::StrCat(line, "\n", below);
}

}  // namespace server
