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
bool HasEscaped(std::uint64_t bytes) {
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

// How many bytes at the start of `text` need no escape: all of them, or not all
// that there are.
std::size_t CountPlain(absl::string_view text) {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  while (text.size() - count >= sizeof(bytes)) {
    std::memcpy(&bytes, text.data() + count, sizeof(bytes));
    if (HasEscaped(bytes)) return count;
    count += sizeof(bytes);
  }
  return count;
}

void AppendEscaped(unsigned char c, std::string& to) {
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
      absl::StrAppend(&to, "\\u", absl::Hex(c, absl::kZeroPad4));
  }
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string& to) {
  to += '"';
  std::size_t done = 0;
  for (std::size_t i = CountPlain(text); i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!kEscaped[c]) continue;
    to.append(text.data() + done, i - done);
    AppendEscaped(c, to);
    done = i + 1;
  }
  to.append(text.data() + done, text.size() - done);
  to += '"';
}

void JsonLine::Name(absl::string_view name) {
  if (!to_.empty() && to_.back() != '{') to_ += ',';
  to_ += '"';
  to_.append(name.data(), name.size());
  to_ += "\":";
}

void JsonLine::Number(absl::string_view name, std::int64_t value) {
  Name(name);
  absl::StrAppend(&to_, value);
}

}  // namespace server
