#include "cli/format/table.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/format/style.h"

namespace cli {
namespace {

std::string Spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

}  // namespace

std::string FormatTable(const std::vector<TableRow>& rows, int indent,
                        const Style& style) {
  std::vector<int> widths;
  for (const TableRow& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Columns(row[i].text));
    }
  }
  std::string table;
  for (const TableRow& row : rows) {
    std::string line;
    // Spaces that are due before the next text, so that no line ends in any.
    int gap = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const TableCell& cell = row[i];
      const int slack = widths[i] - Columns(cell.text);
      const int before = cell.centered ? slack / 2 : 0;
      if (!cell.text.empty()) {
        absl::StrAppend(&line, Spaces(gap + before),
                        Paint(cell.text, cell.color, style));
        gap = -before;
      }
      gap += slack + 2;
    }
    absl::StrAppend(&table, line, "\n");
  }
  return table;
}

}  // namespace cli
