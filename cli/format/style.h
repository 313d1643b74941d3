// Colours text for a terminal, and escapes what is not safe to print there.

#ifndef CLI_FORMAT_STYLE_H_
#define CLI_FORMAT_STYLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cli {

enum class Color { kPlain, kBold, kDim, kGreen, kRed, kYellow };

struct Style {
  // Whether to colour, by the escape sequences that terminals know.
  bool color = false;
};

// `text` in `color`, or as it is where the style has no colours.
std::string Paint(absl::string_view text, Color color, const Style& style);

// `text` with control characters written as escapes, and where it is not UTF-8
// all bytes that are not ASCII. For text from a request or a server, so that it
// can neither steer the terminal nor look like a line of the command's own. The
// result is UTF-8.
std::string Printable(absl::string_view text);

// How many columns `text` takes: its code points.
int Columns(absl::string_view text);

}  // namespace cli

#endif  // CLI_FORMAT_STYLE_H_
