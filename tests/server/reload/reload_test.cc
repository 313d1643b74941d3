// The real server when its policy file changes.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/policies/embedded_policy.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;
using testing_support::LogLine;
using testing_support::ServerProcess;
using testing_support::TempFolder;

std::string TextWithWindow(int seconds) {
  return authz::Replaced(
      std::string(authz::EmbeddedPolicyText()), "edit_window { seconds: 300 }",
      absl::StrCat("edit_window { seconds: ", seconds, " }"));
}

std::string TextWithoutDirectPrivacy() {
  return authz::Replaced(
      std::string(authz::EmbeddedPolicyText()),
      "  action: ACTION_VIEW_MESSAGES\n  require: [\"VIEW\"]",
      "  action: ACTION_VIEW_MESSAGES\n"
      "  require: [\"BASE\", \"group_privacy\", "
      "\"item_access\", \"item_private\"]");
}

std::string TextWithMistake() {
  return authz::Replaced(std::string(authz::EmbeddedPolicyText()),
                         "any_of: \"scope_consistent\"", "any_of: \"scope\"");
}

std::string VersionOf(const std::string& text) {
  return authz::MustCompile(text).version;
}

class ReloadTest : public testing::Test {
 protected:
  void SetUp() override { Start({absl::StrCat("--policy=", policy_)}); }

  void Start(const std::vector<std::string>& flags) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Replaces the policy file in one step.
  void Put(const std::string& text) {
    std::filesystem::rename(folder_.Write("new", text), policy_);
  }

  // The next line of the log about the policy.
  LogLine Report() {
    const absl::StatusOr<LogLine> line =
        testing_support::ReadLogLine(server_->process(), "policy ");
    return line.ok() ? *line : LogLine{{"message", line.status().ToString()}};
  }

  // Expects it to be that the policy was replaced.
  void ExpectReloaded(const std::string& version, const std::string& was) {
    LogLine line = Report();
    EXPECT_EQ(line["message"], "policy reloaded");
    EXPECT_EQ(line["level"], "info");
    EXPECT_EQ(line["policy_version"], version);
    EXPECT_EQ(line["was"], was);
  }

  // Expects it to be that the policy was not replaced, and returns why.
  std::string ExpectNotReloaded() {
    LogLine line = Report();
    EXPECT_EQ(line["message"], "policy not reloaded, the last good one stays");
    EXPECT_EQ(line["level"], "error");
    EXPECT_EQ(line["policy_version"], VersionOf(old_text_));
    return line["error"];
  }

  v1::GetServerInfoResponse Info() {
    const auto stub =
        v1::AuthorizationService::NewStub(Connect(server_->address()));
    v1::GetServerInfoResponse info;
    const grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub->GetServerInfo(context, v1::GetServerInfoRequest(), &info);
    });
    EXPECT_TRUE(status.ok()) << status.error_message();
    return info;
  }

  const std::string old_text_ = TextWithWindow(200);
  const std::string new_text_ = TextWithWindow(100);
  const TempFolder folder_;
  const std::string policy_ = folder_.Write("policy.txtpb", old_text_);
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(ReloadTest, AChangedFileIsPutInForce) {
  EXPECT_EQ(Info().policy_version(), VersionOf(old_text_));
  EXPECT_FALSE(Info().has_last_reload());
  Put(new_text_);
  ExpectReloaded(VersionOf(new_text_), VersionOf(old_text_));
  const v1::GetServerInfoResponse info = Info();
  EXPECT_EQ(info.policy_version(), VersionOf(new_text_));
  EXPECT_EQ(info.limits().edit_window().seconds(), 100);
  EXPECT_TRUE(info.last_reload().succeeded());
  EXPECT_GT(info.last_reload().at().seconds(), 0);
  EXPECT_EQ(info.last_reload().error(), "");
}

TEST_F(ReloadTest, AFileWithMistakesLeavesTheLastGoodPolicy) {
  Put(TextWithMistake());
  EXPECT_THAT(ExpectNotReloaded(), HasSubstr("unknown fact `scope`"));
  const v1::GetServerInfoResponse info = Info();
  EXPECT_EQ(info.policy_version(), VersionOf(old_text_));
  EXPECT_FALSE(info.last_reload().succeeded());
  EXPECT_THAT(info.last_reload().error(),
              MatchesRegex(".*policy.txtpb:[0-9]+:[0-9]+: error: .*"));
  Put(new_text_);
  ExpectReloaded(VersionOf(new_text_), VersionOf(old_text_));
  EXPECT_TRUE(Info().last_reload().succeeded());
}

TEST_F(ReloadTest, APolicyThatBreaksAGuardrailIsRefused) {
  Put(TextWithoutDirectPrivacy());
  EXPECT_THAT(
      ExpectNotReloaded(),
      AllOf(HasSubstr("breaks the guardrail `direct_privacy`"),
            HasSubstr("VIEW_MESSAGES is allowed where"),
            HasSubstr("the conversation is a direct message, and the actor is "
                      "not a participant or member of the conversation")));
  EXPECT_EQ(Info().policy_version(), VersionOf(old_text_));
}

// Every look at the folder finds the bad file; only its change is reported.
TEST_F(ReloadTest, ABadFileIsReportedOnce) {
  Put(TextWithMistake());
  EXPECT_THAT(ExpectNotReloaded(), HasSubstr("unknown fact `scope`"));
  folder_.Write("neighbour", "x");
  Put(TextWithMistake());
  Put(new_text_);
  ExpectReloaded(VersionOf(new_text_), VersionOf(old_text_));
}

TEST_F(ReloadTest, AFileThatIsGoneLeavesThePolicy) {
  std::filesystem::remove(policy_);
  EXPECT_THAT(ExpectNotReloaded(), HasSubstr("no such file"));
  Put(old_text_);
  ExpectReloaded(VersionOf(old_text_), VersionOf(old_text_));
}

TEST_F(ReloadTest, SighupReloadsWhatHasNotChangedToo) {
  server_->process().Signal(SIGHUP);
  ExpectReloaded(VersionOf(old_text_), VersionOf(old_text_));
  EXPECT_TRUE(Info().last_reload().succeeded());
  EXPECT_TRUE(server_->Stop().ok());
}

TEST_F(ReloadTest, SighupOfTheEmbeddedPolicyDoesNoHarm) {
  Start({});
  server_->process().Signal(SIGHUP);
  LogLine line = Report();
  EXPECT_EQ(line["message"], "policy reloaded");
  EXPECT_THAT(line["policy_version"], StartsWith("conversations@"));
  EXPECT_TRUE(server_->Stop().ok());
}

}  // namespace
}  // namespace server
