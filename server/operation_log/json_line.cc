#include "server/operation_log/json_line.h"

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

// Bytes that are looked at together, and the same as words.
using Bytes = unsigned char __attribute__((vector_size(16)));
using Words = std::uint64_t __attribute__((vector_size(sizeof(Bytes))));

bool HasEscaped(Bytes bytes) {
  // All bits of such a byte, and no other.
  const auto escaped = (bytes < kControls) | (bytes == '"') | (bytes == '\\') |
                       (bytes == kDelete);
  const auto words = reinterpret_cast<Words>(escaped);
  return (words[0] | words[1]) != 0;
}

template <typename T>
T Load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

// What is shorter than what is looked at together is looked at from both ends,
// and so in part twice.
bool HasEscaped(absl::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (text.size() >= sizeof(Bytes)) {
    const char* const last = end - sizeof(Bytes);
    for (const char* at = begin; at < last; at += sizeof(Bytes)) {
      if (HasEscaped(Load<Bytes>(at))) return true;
    }
    return HasEscaped(Load<Bytes>(last));
  }
  using Word = std::uint64_t;
  if (text.size() >= sizeof(Word)) {
    const Words words = {Load<Word>(begin), Load<Word>(end - sizeof(Word))};
    return HasEscaped(reinterpret_cast<Bytes>(words));
  }
  using Half = std::uint32_t;
  if (text.size() >= sizeof(Half)) {
    constexpr unsigned kHalfBits = 32;
    const Word word =
        Word{Load<Half>(begin)} << kHalfBits | Load<Half>(end - sizeof(Half));
    return HasEscaped(reinterpret_cast<Bytes>(Words{word, word}));
  }
  return FindEscaped(text) < text.size();
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

// By itself, so that the others, which are nearly all, come without its code.
[[gnu::noinline]] void AppendWithEscapes(absl::string_view text,
                                         TextBuffer& to) {
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

}  // namespace

void AppendJsonString(absl::string_view start, absl::string_view text,
                      TextBuffer& to) {
  if (!HasEscaped(text)) {
    char* const quote =
        to.Extend(start.size() + text.size() + 2) + start.size();
    std::memcpy(quote - start.size(), start.data(), start.size());
    *quote = '"';
    std::memcpy(quote + 1, text.data(), text.size());
    quote[1 + text.size()] = '"';
    return;
  }
  to += start;
  AppendWithEscapes(text, to);
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
