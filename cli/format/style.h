// Text for a terminal: colours, and what is safe to print.

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

// `text` with control characters and bytes that are not UTF-8 written as
// escapes. For what a request or a server says, so that none of it can steer
// the terminal or look like a line of ours.
std::string Printable(absl::string_view text);

// How many columns `text` takes: its code points.
int Columns(absl::string_view text);

}  // namespace cli

#endif  // CLI_FORMAT_STYLE_H_
