// docs/operations.md has each field of the decision log and the lines of the
// operation log, and no flag, field or line that there is not.
// Metrics: metrics/documented_test.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
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
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::Contains;
using testing::IsSupersetOf;
using testing_support::LogLine;
using testing_support::ServerProcess;

using Names = std::set<std::string>;

std::string Page() {
  const absl::StatusOr<std::string> page = base::ReadFile("docs/operations.md");
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? *page : "";
}

// From its heading to the next one of the same level.
std::string Section(const std::string& page, const std::string& heading) {
  const std::size_t begin = page.find(absl::StrCat("\n## ", heading, "\n"));
  EXPECT_NE(begin, std::string::npos) << heading;
  if (begin == std::string::npos) return "";
  return page.substr(begin, page.find("\n## ", begin + 1) - begin);
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
  for (const std::vector<std::string>& row : Rows(Page())) {
    for (const std::string& quoted : Quoted(row[0])) {
      absl::string_view flag = quoted;
      if (!absl::ConsumePrefix(&flag, "--")) continue;
      documented.emplace(flag.substr(0, flag.find('=')));
    }
  }
  EXPECT_THAT(documented, Contains("max_memory"));
  EXPECT_THAT(Flags(), IsSupersetOf(documented));
}

Names FieldsOf(const std::vector<Object>& lines) {
  Names names;
  for (const Object& line : lines) {
    for (const auto& field : line.fields()) names.insert(field.first);
  }
  return names;
}

// A batch and a check that leave lines with all fields that there can be.
void CallForAllFields(const std::string& address) {
  const auto stub = v1::AuthorizationService::NewStub(Connect(address));
  grpc::ClientContext context;
  SetTestDeadline(context);
  context.AddMetadata("traceparent",
                      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-"
                      "01");
  v1::BatchCheckRequest batch;
  // Allowed.
  v1::CheckRequest& allowed = *batch.add_checks();
  allowed.mutable_actor()->set_id("ada");
  allowed.mutable_actor()->set_company_admin(true);
  allowed.set_action(v1::ACTION_EXPORT_CONVERSATIONS);
  allowed.mutable_export_range()->mutable_start_time();
  allowed.mutable_export_range()->mutable_end_time();
  // Denied for what is known of more targets than are listed, and for what is
  // not.
  for (const bool is_known : {true, false}) {
    v1::CheckRequest& denied = *batch.add_checks();
    denied.set_id(is_known ? "m1" : "m2");
    denied.set_action(v1::ACTION_SEND_GROUP_MESSAGE);
    v1::User& actor = *denied.mutable_actor();
    actor.set_id("bob");
    actor.set_company_admin(true);
    actor.set_in_project_directory(true);
    actor.set_permission_level(v1::PERMISSION_LEVEL_ADMIN);
    denied.mutable_conversation()->set_id("c");
    denied.mutable_conversation()->set_actor_is_member(true);
    for (int i = 0; i < 25; ++i) {
      v1::User& target = *denied.add_targets();
      target.set_id(absl::StrCat("t", i));
      if (!is_known) continue;
      target.set_company_admin(false);
      target.set_in_project_directory(false);
    }
  }
  // Malformed.
  batch.add_checks();
  v1::BatchCheckResponse response;
  const grpc::Status status = stub->BatchCheck(&context, batch, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  grpc::ClientContext malformed;
  SetTestDeadline(malformed);
  v1::CheckResponse none;
  EXPECT_FALSE(stub->Check(&malformed, {}, &none).ok());
}

TEST(OperationsPageTest, HasEveryFieldOfTheDecisionLogAndNoOther) {
  const testing_support::TempFolder folder;
  const std::string path = folder.Path("log");
  const auto server = ServerProcess::Start(
      {absl::StrCat("--decision_log=", path), "--decision_log_facts",
       "--decision_log_sample_allows=0.999999999"});
  ASSERT_TRUE(server.ok()) << server.status();
  CallForAllFields((*server)->address());
  ASSERT_TRUE((*server)->Stop().ok());
  Names fields = FieldsOf(ParseLinesOf(path));
  // Of a line that tells of dropped ones; and of a rule that asks for more
  // facts than those of the embedded policy.
  fields.insert({"dropped_lines", "more_missing_facts"});
  Names documented;
  for (const std::vector<std::string>& row :
       Rows(Section(Page(), "Decision log"))) {
    for (const std::string& name : Quoted(row[0])) {
      if (!absl::StartsWith(name, "--")) documented.insert(name);
    }
  }
  EXPECT_EQ(documented, fields);
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
  const std::string page = Page();
  for (const std::vector<std::string>& row :
       Rows(Section(page, "Operation log"))) {
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
