#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cli/format/names.h"
#include "cli/format/reports.h"

namespace cli {
namespace {

Color ColorOf(message::LintSeverity severity) {
  if (severity == message::LINT_SEVERITY_ERROR) return Color::kRed;
  return severity == message::LINT_SEVERITY_WARNING ? Color::kYellow
                                                    : Color::kPlain;
}

std::string FormatIssue(const message::LintedFile& file,
                        const message::LintIssue& issue, const Style& style) {
  std::string place = absl::StrCat(Printable(file.path()), ":");
  if (issue.line() > 0) {
    absl::StrAppend(&place, issue.line(), ":", issue.column(), ":");
  }
  const Color color = ColorOf(issue.severity());
  const std::string severity =
      absl::StrCat(absl::AsciiStrToLower(ShortName(issue.severity())), ":");
  return absl::StrCat(Paint(place, Color::kBold, style), " ",
                      Paint(severity, color, style), " ",
                      Printable(issue.message()), "\n");
}

std::string Count(std::uint32_t count, absl::string_view what, Color color,
                  const Style& style) {
  return Paint(absl::StrCat(count, " ", what, count == 1 ? "" : "s"),
               count == 0 ? Color::kPlain : color, style);
}

}  // namespace

void AddLintedFile(const std::string& path,
                   absl::Span<const authz::Issue> issues,
                   message::LintReport& report) {
  message::LintedFile& file = *report.add_files();
  file.set_path(path);
  for (const authz::Issue& from : issues) {
    message::LintIssue& issue = *file.add_issues();
    switch (from.severity) {
      case authz::Severity::kError:
        issue.set_severity(message::LINT_SEVERITY_ERROR);
        report.set_errors(report.errors() + 1);
        break;
      case authz::Severity::kWarning:
        issue.set_severity(message::LINT_SEVERITY_WARNING);
        report.set_warnings(report.warnings() + 1);
        break;
      case authz::Severity::kNote:
        issue.set_severity(message::LINT_SEVERITY_NOTE);
        report.set_notes(report.notes() + 1);
        break;
    }
    issue.set_line(from.line);
    issue.set_column(from.column);
    issue.set_message(from.message);
  }
}

std::string FormatLint(const message::LintReport& report, const Style& style) {
  std::string text;
  for (const message::LintedFile& file : report.files()) {
    for (const message::LintIssue& issue : file.issues()) {
      absl::StrAppend(&text, FormatIssue(file, issue, style));
    }
  }
  return absl::StrCat(
      text, text.empty() ? "" : "\n",
      Count(report.files_size(), "file", Color::kPlain, style), ": ",
      Count(report.errors(), "error", Color::kRed, style), ", ",
      Count(report.warnings(), "warning", Color::kYellow, style), ", ",
      Count(report.notes(), "note", Color::kPlain, style), "\n");
}

}  // namespace cli
