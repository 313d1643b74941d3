#include "authz/text/issue.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "authz/text/utf8.h"

namespace authz {
namespace {

// The message as one line of UTF-8, since it may quote any byte of a file: what
// would make it another is written as an escape.
std::string OneLine(absl::string_view message) {
  const bool is_utf8 = IsUtf8(message);
  std::string line;
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_iscntrl(byte) || (!is_utf8 && !absl::ascii_isascii(byte))) {
      absl::StrAppendFormat(&line, "\\x%02x", byte);
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace

absl::string_view SeverityName(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "note";
}

std::string FormatIssues(absl::string_view file,
                         const std::vector<Issue>& issues) {
  std::string text;
  for (const Issue& issue : issues) {
    absl::StrAppend(&text, file, ":");
    if (issue.line > 0) {
      absl::StrAppend(&text, issue.line, ":", issue.column, ":");
    }
    absl::StrAppend(&text, " ", SeverityName(issue.severity), ": ",
                    OneLine(issue.message), "\n");
  }
  return text;
}

void SortIssues(std::vector<Issue>& issues) {
  std::stable_sort(
      issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
      });
}

}  // namespace authz
