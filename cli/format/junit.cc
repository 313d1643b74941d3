#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "cli/format/reports.h"
#include "cli/format/style.h"

namespace cli {
namespace {

// One line, for text and for attributes.
std::string Escaped(absl::string_view line) {
  return absl::StrReplaceAll(Printable(line),
                             {{"&", "&amp;"},
                              {"<", "&lt;"},
                              {">", "&gt;"},
                              {"\"", "&quot;"},
                              // U+FFFE and U+FFFF, which are no
                              // characters of XML.
                              {"\xEF\xBF\xBE", "\\xef\\xbf\\xbe"},
                              {"\xEF\xBF\xBF", "\\xef\\xbf\\xbf"}});
}

std::string EscapedLines(absl::string_view text) {
  return absl::StrJoin(absl::StrSplit(text, '\n'), "\n",
                       [](std::string* out, absl::string_view line) {
                         absl::StrAppend(out, Escaped(line));
                       });
}

// An attribute with a space before it.
template <typename Value>
std::string Attribute(absl::string_view name, const Value& value) {
  return absl::StrCat(" ", name, "=\"", Escaped(absl::StrCat(value)), "\"");
}

// What both a suite and all of them count.
std::string Counts(int tests, int failures) {
  return absl::StrCat(Attribute("tests", tests),
                      Attribute("failures", failures), Attribute("errors", 0),
                      Attribute("skipped", 0));
}

std::string FormatCase(const message::TestedFile& file,
                       const message::TestedCase& tested) {
  const std::string start = absl::StrCat(
      "    <testcase", Attribute("name", tested.name()),
      Attribute("classname", file.path()), Attribute("file", file.path()),
      Attribute("line", tested.line()));
  if (tested.passed()) return absl::StrCat(start, "/>\n");
  return absl::StrCat(
      start, ">\n      <failure",
      Attribute("message", absl::StrJoin(tested.differences(), "; ")),
      Attribute("type", "decision"), ">",
      EscapedLines(FormatFailedCase(tested, Style())),
      "</failure>\n    </testcase>\n");
}

std::string FormatFile(const message::TestReport& report,
                       const message::TestedFile& file) {
  const auto failures = static_cast<int>(std::count_if(
      file.cases().begin(), file.cases().end(),
      [](const message::TestedCase& tested) { return !tested.passed(); }));
  std::string text = absl::StrCat(
      "  <testsuite", Attribute("name", file.path()),
      Counts(file.cases_size(), failures), ">\n    <properties>\n",
      "      <property", Attribute("name", "policy_version"),
      Attribute("value", report.policy_version()), "/>\n    </properties>\n");
  for (const message::TestedCase& tested : file.cases()) {
    absl::StrAppend(&text, FormatCase(file, tested));
  }
  return absl::StrCat(text, "  </testsuite>\n");
}

}  // namespace

std::string FormatJunit(const message::TestReport& report) {
  std::string text = absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites",
      Attribute("name", "authz policy test"),
      Counts(report.passed() + report.failed(), report.failed()), ">\n");
  for (const message::TestedFile& file : report.files()) {
    absl::StrAppend(&text, FormatFile(report, file));
  }
  return absl::StrCat(text, "</testsuites>\n");
}

}  // namespace cli
