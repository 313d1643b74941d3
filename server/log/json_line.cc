#include "server/log/json_line.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

constexpr unsigned char kControls = 0x20;
constexpr unsigned char kDelete = 0x7f;

// Whether a byte cannot stand in a JSON string as it is. Bytes of characters
// beyond ASCII can.
constexpr std::array<bool, 256> MakeEscaped() {
  std::array<bool, 256> escaped = {};
  for (std::size_t i = 0; i < kControls; ++i) escaped[i] = true;
  escaped['"'] = true;
  escaped['\\'] = true;
  // Not asked for by JSON; it keeps terminals from obeying it.
  escaped[kDelete] = true;
  return escaped;
}
constexpr std::array<bool, 256> kEscaped = MakeEscaped();

bool IsEscaped(char c) { return kEscaped[static_cast<unsigned char>(c)]; }

// The place of the first character that is escaped, or the end.
std::size_t FindEscaped(absl::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !IsEscaped(text[at])) ++at;
  return at;
}

// Bytes that are looked at together.
using Bytes = unsigned char __attribute__((vector_size(16)));

// Of the first sizeof(Bytes).
bool HasEscapedAmongFirst(const char* text) {
  Bytes bytes;
  std::memcpy(&bytes, text, sizeof(bytes));
  // All bits of such a byte, and no other.
  const auto escaped = (bytes < kControls) | (bytes == '"') | (bytes == '\\') |
                       (bytes == kDelete);
  constexpr std::array<char, sizeof(escaped)> kNone = {};
  return std::memcmp(&escaped, kNone.data(), sizeof(escaped)) != 0;
}

bool HasEscaped(absl::string_view text) {
  if (text.size() < sizeof(Bytes)) {
    return FindEscaped(text) < text.size();
  }
  for (std::size_t i = 0; i + sizeof(Bytes) <= text.size();
       i += sizeof(Bytes)) {
    if (HasEscapedAmongFirst(text.data() + i)) return true;
  }
  // The last ones together with some that were looked at.
  return HasEscapedAmongFirst(text.data() + text.size() - sizeof(Bytes));
}

void AppendEscaped(unsigned char c, TextBuffer& to) {
  switch (c) {
    case '"':
      to += "\\\"";
      break;
    case '\\':
      to += "\\\\";
      break;
    case '\n':
      to += "\\n";
      break;
    case '\r':
      to += "\\r";
      break;
    case '\t':
      to += "\\t";
      break;
    default:
      to += absl::StrCat("\\u", absl::Hex(c, absl::kZeroPad4));
  }
}

}  // namespace

void AppendJsonString(absl::string_view start, absl::string_view text,
                      TextBuffer& to) {
  if (!HasEscaped(text)) {
    char* const begin = to.Extend(start.size() + text.size() + 2);
    start.copy(begin, start.size());
    begin[start.size()] = '"';
    text.copy(begin + start.size() + 1, text.size());
    begin[start.size() + 1 + text.size()] = '"';
    return;
  }
  to += start;
  to += '"';
  while (!text.empty()) {
    const std::size_t plain = FindEscaped(text);
    to += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    AppendEscaped(static_cast<unsigned char>(text[0]), to);
    text.remove_prefix(1);
  }
  to += '"';
}

void JsonLine::Name(absl::string_view name) {
  const absl::string_view before = to_.text();
  if (!before.empty() && before.back() != '{') to_ += ',';
  to_ += '"';
  to_ += name;
  to_ += "\":";
}

void JsonLine::Number(absl::string_view name, std::int64_t value) {
  Name(name);
  to_ += absl::AlphaNum(value).Piece();
}

}  // namespace server
