// Formats text in aligned columns.

#ifndef CLI_FORMAT_TABLE_H_
#define CLI_FORMAT_TABLE_H_

#include <string>
#include <vector>

#include "cli/format/style.h"

namespace cli {

struct TableCell {
  std::string text;
  Color color = Color::kPlain;
  bool centered = false;
};

using TableRow = std::vector<TableCell>;

// The rows, each a line after `indent` spaces, with two spaces between columns
// and none at the end of a line. Rows may have fewer cells than others.
std::string FormatTable(const std::vector<TableRow>& rows, int indent,
                        const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_TABLE_H_
