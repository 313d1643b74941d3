#include "server/log/json_line.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

constexpr std::uint64_t kControls = 0x20;

// Whether a byte cannot stand in a JSON string as it is. Bytes of characters
// beyond ASCII can.
constexpr std::array<bool, 256> MakeEscaped() {
  std::array<bool, 256> escaped = {};
  for (std::size_t i = 0; i < kControls; ++i) escaped[i] = true;
  escaped['"'] = true;
  escaped['\\'] = true;
  // Not asked for by JSON; it keeps terminals from obeying it.
  escaped[0x7f] = true;
  return escaped;
}
constexpr std::array<bool, 256> kEscaped = MakeEscaped();

// Eight bytes at once: whether one of them is escaped. By the high bit of each
// byte, which is set where taking the least number that is not smaller from a
// byte below 0x80 borrows.
inline bool HasEscaped(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const auto has_less = [](std::uint64_t in, std::uint64_t limit) {
    return (in - kOnes * limit) & ~in & kHighs;
  };
  const auto has = [&has_less](std::uint64_t in, std::uint64_t byte) {
    return has_less(in ^ (kOnes * byte), 1);
  };
  return (has_less(bytes, kControls) | has(bytes, '"') | has(bytes, '\\') |
          has(bytes, 0x7f)) != 0;
}

// How many bytes at the start of `text` need no escape.
std::size_t CountPlain(absl::string_view text) {
  constexpr std::size_t kAtOnce = sizeof(std::uint64_t);
  const auto is_plain = [text](std::size_t begin) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + begin, kAtOnce);
    return !HasEscaped(bytes);
  };
  std::size_t count = 0;
  while (text.size() - count >= kAtOnce && is_plain(count)) count += kAtOnce;
  // The last ones together with some that were looked at.
  if (count > 0 && text.size() - count < kAtOnce &&
      is_plain(text.size() - kAtOnce)) {
    return text.size();
  }
  while (count < text.size() &&
         !kEscaped[static_cast<unsigned char>(text[count])]) {
    ++count;
  }
  return count;
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

// From the first character that is escaped on, with the quote at the end.
void AppendRest(absl::string_view text, TextBuffer& to) {
  while (!text.empty()) {
    AppendEscaped(static_cast<unsigned char>(text[0]), to);
    text.remove_prefix(1);
    const std::size_t plain = CountPlain(text);
    to += text.substr(0, plain);
    text.remove_prefix(plain);
  }
  to += '"';
}

}  // namespace

void AppendJsonString(absl::string_view start, absl::string_view text,
                      TextBuffer& to) {
  const std::size_t plain = CountPlain(text);
  char* const begin = to.Extend(start.size() + plain + 2);
  start.copy(begin, start.size());
  begin[start.size()] = '"';
  text.copy(begin + start.size() + 1, plain);
  begin[start.size() + 1 + plain] = '"';
  if (plain < text.size()) {
    to.Truncate(to.size() - 1);
    AppendRest(text.substr(plain), to);
  }
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
