#include "cli/format/style.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

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

// The length of the UTF-8 sequence at the start of `text`, or 0 where there is
// none or it stands for a control character (C1, U+0080 to U+009F).
std::size_t SequenceLength(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead >= 0xF0 && lead <= 0xF4   ? 4
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xC2 && lead <= 0xDF ? 2
                                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  const absl::string_view rest = text.substr(1, length - 1);
  if (!std::all_of(rest.begin(), rest.end(), IsContinuation)) return 0;
  const bool c1 = lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
  return c1 ? 0 : length;
}

}  // namespace

std::string Paint(absl::string_view text, Color color, const Style& style) {
  if (!style.color || color == Color::kPlain || text.empty()) {
    return std::string(text);
  }
  return absl::StrCat(Code(color), text, "\033[0m");
}

std::string Printable(absl::string_view text) {
  std::string printable;
  while (!text.empty()) {
    std::size_t length = 1;
    if (absl::ascii_isprint(static_cast<unsigned char>(text[0]))) {
      absl::StrAppend(&printable, text.substr(0, 1));
    } else if ((length = SequenceLength(text)) > 0) {
      absl::StrAppend(&printable, text.substr(0, length));
    } else {
      length = 1;
      absl::StrAppend(&printable, absl::CHexEscape(text.substr(0, 1)));
    }
    text.remove_prefix(length);
  }
  return printable;
}

int Columns(absl::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

}  // namespace cli
