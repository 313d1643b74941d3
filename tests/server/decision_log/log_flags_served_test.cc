// What the flags of the decision log do to that of the real server.

#include <grpcpp/client_context.h>
#include <signal.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::Le;
using testing_support::LogLine;
using testing_support::ServerProcess;
using testing_support::TempFolder;

v1::CheckRequest AllowedCheck() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("ada");
  request.mutable_actor()->set_company_admin(true);
  request.set_action(v1::ACTION_EXPORT_CONVERSATIONS);
  request.mutable_export_range()->mutable_start_time();
  request.mutable_export_range()->mutable_end_time();
  return request;
}

v1::CheckRequest DeniedCheck() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("bob");
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

// The lines of a server with such flags that allowed so often, denied once, and
// ended.
std::vector<Object> LinesOf(std::vector<std::string> flags, int allows = 1) {
  const TempFolder folder;
  const std::string path = folder.Path("log");
  flags.push_back(absl::StrCat("--decision_log=", path));
  const absl::StatusOr<std::unique_ptr<ServerProcess>> server =
      ServerProcess::Start(std::move(flags));
  EXPECT_TRUE(server.ok()) << server.status();
  if (!server.ok()) return {};
  const auto stub =
      v1::AuthorizationService::NewStub(Connect((*server)->address()));
  for (int i = 0; i <= allows; ++i) {
    v1::CheckResponse response;
    EXPECT_TRUE(Call([&](grpc::ClientContext* context) {
                  return stub->Check(
                      context, i < allows ? AllowedCheck() : DeniedCheck(),
                      &response);
                }).ok());
    EXPECT_EQ(response.allowed(), i < allows);
  }
  EXPECT_TRUE((*server)->Stop().ok());
  return ParseLinesOf(path);
}

// The line of the one denial.
Object DenialIn(const std::vector<Object>& lines) {
  for (const Object& line : lines) {
    if (Field(line, "allowed") == "false") return line;
  }
  ADD_FAILURE() << "there is none";
  return {};
}

TEST(LogFlagsTest, WithoutAnyEveryDecisionIsLoggedWithItsIdsAndNoFacts) {
  const std::vector<Object> lines = LinesOf({});
  EXPECT_EQ(lines.size(), 2U);
  EXPECT_EQ(Field(DenialIn(lines), "actor_id"), "\"bob\"");
  EXPECT_THAT(Fields(lines, "facts"), ElementsAre("", ""));
  EXPECT_THAT(Fields(lines, "sample_rate"), ElementsAre("", ""));
}

TEST(LogFlagsTest, Facts) {
  for (const std::string& facts :
       Fields(LinesOf({"--decision_log_facts"}), "facts")) {
    EXPECT_EQ(facts.substr(0, 2), "{\"");
  }
}

TEST(LogFlagsTest, HashedIds) {
  const auto hash = [](const std::vector<std::string>& flags) {
    return Field(DenialIn(LinesOf(flags)), "actor_id");
  };
  const std::string random = hash({"--decision_log_hash_ids"});
  EXPECT_EQ(random.size(), 34U);
  EXPECT_NE(random, hash({"--decision_log_hash_ids"}));

  const TempFolder folder;
  const std::vector<std::string> with_key = {
      "--decision_log_hash_ids",
      absl::StrCat("--decision_log_hash_key=",
                   folder.Write("key", "0123456789abcdef"))};
  const std::string keyed = hash(with_key);
  EXPECT_EQ(keyed, hash(with_key));
  folder.Write("key", "another key of 16");
  EXPECT_NE(keyed, hash(with_key));
}

TEST(LogFlagsTest, Filter) {
  EXPECT_THAT(Fields(LinesOf({"--decision_log_filter=denials"}), "allowed"),
              ElementsAre("false"));
}

TEST(LogFlagsTest, SampledAllows) {
  EXPECT_THAT(
      Fields(LinesOf({"--decision_log_sample_allows=0"}, 20), "allowed"),
      ElementsAre("false"));
  const std::vector<Object> lines =
      LinesOf({"--decision_log_sample_allows=0.5"}, 400);
  // Ten deviations off.
  EXPECT_THAT(lines.size(), AllOf(Ge(100U), Le(300U)));
  for (const Object& line : lines) {
    EXPECT_EQ(Field(line, "sample_rate"),
              Field(line, "allowed") == "true" ? "0.5" : "");
  }
}

// Of a file that takes nothing, all that waits is lost at the end, and what
// found no room before.
TEST(LogFlagsTest, QueueBytes) {
  constexpr int kBatches = 4;
  // About 1 MB where it waits.
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = DeniedCheck();
  const std::string long_id(200, 'i');
  for (int i = 0; i < 4'000; ++i) {
    batch.add_checks()->set_id(absl::StrCat(long_id, i));
  }
  const auto lost = [&batch](std::vector<std::string> flags) {
    flags.emplace_back("--decision_log=/dev/full");
    const auto server = ServerProcess::Start(std::move(flags));
    EXPECT_TRUE(server.ok()) << server.status();
    if (!server.ok()) return -1;
    const auto stub =
        v1::AuthorizationService::NewStub(Connect((*server)->address()));
    for (int i = 0; i < kBatches; ++i) {
      v1::BatchCheckResponse response;
      EXPECT_TRUE(Call([&](grpc::ClientContext* context) {
                    return stub->BatchCheck(context, batch, &response);
                  }).ok());
    }
    (*server)->process().Signal(SIGTERM);
    LogLine last =
        testing_support::ParseLog((*server)->process().Wait().err).back();
    int lines = -1;
    EXPECT_TRUE(absl::SimpleAtoi(last["lost_decision_log_lines"], &lines));
    return lines;
  };
  EXPECT_EQ(lost({}), kBatches * batch.checks_size());
  const int with_less = lost({"--decision_log_queue_bytes=1048576"});
  EXPECT_GT(with_less, 0);
  EXPECT_LT(with_less, 2 * batch.checks_size());
}

}  // namespace
}  // namespace server
