#include "cli/format/style.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/text/utf8.h"

namespace cli {
namespace {

absl::string_view Code(Color color) {
  switch (color) {
    case Color::kPlain:
      return "";
    case Color::kBold:
      return "\033[1m";
    case Color::kDim:
      return "\033[2m";
    case Color::kGreen:
      return "\033[32m";
    case Color::kRed:
      return "\033[31m";
    case Color::kYellow:
      return "\033[33m";
  }
  return "";
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Whether the byte is of a control character between U+0080 and U+009F.
bool IsOfC1Control(absl::string_view text, std::size_t i) {
  const auto is_pair = [text](std::size_t lead) {
    return text[lead] == '\xC2' &&
           static_cast<unsigned char>(text[lead + 1]) < 0xA0;
  };
  return (i + 1 < text.size() && is_pair(i)) || (i > 0 && is_pair(i - 1));
}

}  // namespace

std::string Paint(absl::string_view text, Color color, const Style& style) {
  if (!style.color || color == Color::kPlain || text.empty()) {
    return std::string(text);
  }
  return absl::StrCat(Code(color), text, "\033[0m");
}

std::string Printable(absl::string_view text) {
  const bool is_utf8 = authz::IsUtf8(text);
  std::string printable;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_plain = byte < 0x80 ? absl::ascii_isprint(byte)
                                      : is_utf8 && !IsOfC1Control(text, i);
    absl::StrAppend(&printable, is_plain ? std::string(text.substr(i, 1))
                                         : absl::CHexEscape(text.substr(i, 1)));
  }
  return printable;
}

int Columns(absl::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

}  // namespace cli
