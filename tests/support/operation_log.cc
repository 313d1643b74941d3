#include "tests/support/operation_log.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace testing_support {

LogLine ParseLogLine(absl::string_view text) {
  const std::string line(text);
  google::protobuf::Struct object;
  const LogLine none = {{"not_a_log_line", line}};
  if (!google::protobuf::util::JsonStringToMessage(line, &object).ok()) {
    return none;
  }
  LogLine parsed;
  for (const auto& [name, value] : object.fields()) {
    if (value.has_number_value()) {
      // All digits of an integer.
      parsed[name] = absl::StrFormat("%.15g", value.number_value());
    } else if (value.has_string_value()) {
      parsed[name] = value.string_value();
    } else {
      return none;
    }
  }
  const bool is_one =
      parsed.count("time") + parsed.count("level") + parsed.count("message") ==
      3;
  return is_one ? parsed : none;
}

std::vector<LogLine> ParseLog(absl::string_view text) {
  std::vector<LogLine> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!line.empty()) lines.push_back(ParseLogLine(line));
  }
  return lines;
}

std::string Complaints(absl::string_view text) {
  std::string complaints;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (line.empty()) continue;
    const LogLine parsed = ParseLogLine(line);
    const auto level = parsed.find("level");
    if (level == parsed.end() || level->second == "warning" ||
        level->second == "error") {
      absl::StrAppend(&complaints, line, "\n");
    }
  }
  return complaints;
}

absl::StatusOr<LogLine> ReadLogLine(Process& process,
                                    absl::string_view message) {
  while (true) {
    const absl::StatusOr<std::string> line = process.ReadLine(Stream::kErr);
    if (!line.ok()) return line.status();
    const LogLine parsed = ParseLogLine(*line);
    const auto found = parsed.find("message");
    if (found != parsed.end() && absl::StartsWith(found->second, message)) {
      return parsed;
    }
  }
}

std::map<std::string, std::string> ReadReloadReports(
    Process& process, const std::vector<std::string>& whats) {
  std::map<std::string, std::string> reports;
  while (reports.size() < whats.size()) {
    const absl::StatusOr<LogLine> read = ReadLogLine(process, "");
    LogLine line = read.ok() ? *read : LogLine();
    for (const std::string& what : whats) {
      if (!read.ok()) {
        reports.emplace(what, read.status().ToString());
      } else if (absl::StartsWith(line["message"], absl::StrCat(what, " "))) {
        reports.emplace(
            what, absl::StrCat(
                      line["message"], ": ",
                      line.count("error") > 0 ? line["error"] : line["now"]));
      }
    }
  }
  return reports;
}

std::string ReadReloadReport(Process& process, const std::string& what) {
  return ReadReloadReports(process, {what})[what];
}

}  // namespace testing_support
