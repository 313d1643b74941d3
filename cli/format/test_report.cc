#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "cli/format/reports.h"
#include "cli/format/response.h"
#include "cli/format/table.h"

namespace cli {
namespace {

// The lines of `text` that are not empty, moved to the right.
std::string Indented(absl::string_view text) {
  std::string indented;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&indented, indented.empty() ? "" : "\n",
                    line.empty() ? "" : "  ", line);
  }
  return indented;
}

std::string FormatFailures(const message::TestReport& report,
                           const Style& style) {
  std::string text;
  for (const message::TestedFile& file : report.files()) {
    for (const message::TestedCase& tested : file.cases()) {
      if (tested.passed()) continue;
      absl::StrAppend(&text, "\n", Paint("✗", Color::kRed, style), " ",
                      Printable(file.path()), ":", tested.line(), ": ",
                      Paint(Printable(tested.name()), Color::kBold, style),
                      "\n", Indented(FormatFailedCase(tested, style)));
    }
  }
  return text;
}

std::string FormatFiles(const message::TestReport& report, const Style& style) {
  std::vector<TableRow> rows;
  for (const message::TestedFile& file : report.files()) {
    rows.push_back({{"✓", Color::kGreen},
                    {Printable(file.path())},
                    {absl::StrCat(file.cases_size(), " passed")}});
  }
  return FormatTable(rows, /*indent=*/2, style);
}

}  // namespace

std::string FormatFailedCase(const message::TestedCase& tested,
                             const Style& style) {
  std::string text;
  for (const std::string& difference : tested.differences()) {
    absl::StrAppend(&text, Printable(difference), "\n");
  }
  if (tested.has_response()) {
    absl::StrAppend(&text, "\n", FormatExplanation(tested.response(), style));
  }
  return text;
}

std::string FormatTestReport(const message::TestReport& report,
                             const Style& style) {
  const bool passed = report.failed() == 0;
  return absl::StrCat(
      passed ? Paint("PASSED", Color::kGreen, style)
             : Paint("FAILED", Color::kRed, style),
      "  ", report.policy_version(), "\n",
      passed ? FormatFiles(report, style) : FormatFailures(report, style), "\n",
      report.passed(), " passed, ", report.failed(), " failed\n");
}

}  // namespace cli
