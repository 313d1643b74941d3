// Wraps text into lines for a terminal.

#ifndef BASE_WRAP_H_
#define BASE_WRAP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace base {

// `text` in lines of at most `width` columns, each after `indent` spaces and
// with a line end. A line end in `text` stays one; a word that is longer than a
// line stands alone. Counts bytes: exact for ASCII.
std::string Wrap(absl::string_view text, int indent, int width = 80);

}  // namespace base

#endif  // BASE_WRAP_H_
