#include "server/operation_log/operation_line.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "authz/text/utf8.h"

namespace server {
namespace {

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

const std::int64_t* NumberOf(const LogField& field) {
  return std::get_if<std::int64_t>(&field.value);
}

std::string TextOf(const LogField& field) {
  const std::int64_t* number = NumberOf(field);
  return number != nullptr ? absl::StrCat(*number)
                           : AsText(std::get<absl::string_view>(field.value));
}

std::string JsonString(absl::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer>(buffer).String(
      text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return buffer.GetString();
}

// Without what a terminal would obey.
std::string AsLine(std::string text) {
  std::replace_if(text.begin(), text.end(), absl::ascii_iscntrl, '?');
  return text;
}

bool NeedsQuotes(absl::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_iscntrl(c) || absl::StrContains(" \"=", c);
         });
}

}  // namespace

std::string JsonOperationLine(absl::Time time, LogLevel level,
                              absl::string_view message,
                              absl::Span<const LogField> fields) {
  std::string line =
      absl::StrCat("{\"time\":\"", TimeText(time), "\",\"level\":\"",
                   base::ChoiceName(kLogLevels, level),
                   "\",\"message\":", JsonString(AsText(message)));
  for (const LogField& field : fields) {
    const std::string value = TextOf(field);
    absl::StrAppend(&line, ",", JsonString(field.name), ":",
                    NumberOf(field) != nullptr ? value : JsonString(value));
  }
  return absl::StrCat(line, "}\n");
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
    const std::string value = TextOf(field);
    if (absl::StrContains(value, '\n')) {
      absl::StrAppend(&below, "  ", field.name, ":\n");
      for (absl::string_view part : absl::StrSplit(value, '\n')) {
        absl::StrAppend(&below, "    ", AsLine(std::string(part)), "\n");
      }
    } else {
      absl::StrAppend(&line, " ", field.name, "=",
                      NeedsQuotes(value) ? JsonString(value) : value);
    }
  }
  return absl::StrCat(line, "\n", below);
}

}  // namespace server
