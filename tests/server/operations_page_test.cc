// The pages for operators have no flag that there is not, and every line of the
// operation log.
// Metrics: metrics/documented_test.

#include <signal.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing_support::LogLine;
using testing_support::ServerProcess;

using Names = std::set<std::string>;

std::string Page(const std::string& name) {
  const absl::StatusOr<std::string> page = base::ReadFile("docs/" + name);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? *page : "";
}

// The cells of the rows of all tables whose first cell starts with a backtick.
std::vector<std::vector<std::string>> Rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, "| ")) continue;
    if (absl::StartsWith(line, "`")) rows.push_back(absl::StrSplit(line, " |"));
  }
  return rows;
}

// What has backticks in a cell.
std::vector<std::string> Quoted(const std::string& cell) {
  const std::vector<std::string> parts = absl::StrSplit(cell, '`');
  std::vector<std::string> quoted;
  for (std::size_t i = 1; i < parts.size(); i += 2) quoted.push_back(parts[i]);
  return quoted;
}

// The flags of --help.
Names Flags() {
  Names flags;
  const testing_support::Finished help = RunServer({"--help"});
  for (absl::string_view line : absl::StrSplit(help.out, '\n')) {
    if (!absl::ConsumePrefix(&line, "  --")) continue;
    flags.emplace(line.substr(0, line.find_first_of("= ")));
  }
  return flags;
}

// The help is the reference of flags; the page says more of some.
TEST(OperationsPageTest, TablesHaveNoFlagThatThereIsNot) {
  Names documented;
  for (const std::vector<std::string>& row :
       Rows(Page("operations.md") + Page("decision-log.md"))) {
    for (const std::string& quoted : Quoted(row[0])) {
      absl::string_view flag = quoted;
      if (!absl::ConsumePrefix(&flag, "--")) continue;
      documented.emplace(flag.substr(0, flag.find('=')));
    }
  }
  EXPECT_THAT(documented, IsSupersetOf({"max_memory", "decision_log"}));
  EXPECT_THAT(Flags(), IsSupersetOf(documented));
}

TEST(OperationsPageTest, HasTheLinesOfTheOperationLog) {
  const testing_support::TempFolder folder;
  const auto server =
      ServerProcess::Start({absl::StrCat("--decision_log=", folder.Path("log")),
                            absl::StrCat("--listen=unix:", folder.Path("s"))});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(HealthOf(Connect((*server)->address())), "SERVING");
  (*server)->process().Signal(SIGHUP);
  ASSERT_TRUE(testing_support::ReadLogLine((*server)->process(),
                                           "decision log reopened")
                  .ok());
  (*server)->process().Signal(SIGTERM);

  const Names flags = Flags();
  // The level and the fields, by the message.
  std::map<std::string, std::vector<std::string>> documented;
  for (const std::vector<std::string>& row : Rows(Page("operation-log.md"))) {
    ASSERT_GE(row.size(), 3U);
    for (const std::string& message : Quoted(row[0])) {
      std::vector<std::string> fields = Quoted(row[2]);
      fields.push_back(row[1].substr(1));
      documented[message] = fields;
    }
  }
  for (const LogLine& line :
       testing_support::ParseLog((*server)->process().Wait().err)) {
    const std::string& message = line.at("message");
    ASSERT_THAT(documented, Contains(testing::Key(message)));
    EXPECT_THAT(documented[message], Contains(line.at("level"))) << message;
    for (const auto& field : line) {
      const std::string& name = field.first;
      if (name == "time" || name == "level" || name == "message") continue;
      // At the start, every flag.
      const bool is_documented =
          std::count(documented[message].begin(), documented[message].end(),
                     name) > 0 ||
          (message == "serving" && flags.count(name) > 0);
      EXPECT_TRUE(is_documented) << message << ": " << name;
    }
  }
}

}  // namespace
}  // namespace server
