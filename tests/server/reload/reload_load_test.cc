// The policy is reloaded again and again under full load: every call is
// answered, by one of the policies that were in force, and memory stays flat.
//
// RELOADS in the environment says how often:
//   bazel test //tests/server/reload:reload_load_test --test_env=RELOADS=10000

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/resident.h"
#include "tests/support/sanitized.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::ResidentKib;
using testing_support::ServerProcess;
using testing_support::Stream;
using testing_support::TempFolder;

constexpr int kClients = 4;
constexpr int kBatch = 100;

int Reloads() {
  const char* text = std::getenv("RELOADS");
  int reloads = 90;
  EXPECT_TRUE(text == nullptr || absl::SimpleAtoi(text, &reloads)) << text;
  return reloads;
}

// Two policies that decide the same request differently.
std::string TextWithWindow(int seconds) {
  return authz::Replaced(
      std::string(authz::EmbeddedPolicyText()), "edit_window { seconds: 300 }",
      absl::StrCat("edit_window { seconds: ", seconds, " }"));
}

// Allowed exactly where the edit window is ten minutes.
v1::CheckRequest SevenMinutesLater() {
  v1::CheckRequest request;
  v1::User& actor = *request.mutable_actor();
  actor.set_id("ann");
  actor.set_company_admin(false);
  actor.set_in_project_directory(true);
  actor.set_permission_level(v1::PERMISSION_LEVEL_STANDARD);
  request.set_action(v1::ACTION_EDIT_MESSAGE);
  v1::Settings& settings = *request.mutable_settings();
  settings.set_access(v1::ACCESS_ANY_USER);
  settings.set_project_enabled(true);
  settings.set_edit_delete_enabled(true);
  request.mutable_conversation()->set_type(v1::CONVERSATION_TYPE_GROUP);
  request.mutable_conversation()->set_actor_is_member(true);
  request.mutable_message()->set_author_id("ann");
  request.mutable_message()->mutable_sent_at()->set_seconds(1'000'000);
  request.mutable_at()->set_seconds(1'000'420);
  return request;
}

class ReloadLoadTest : public testing::Test {
 protected:
  void SetUp() override {
    allows_[authz::MustCompile(old_text_).version] = false;
    allows_[authz::MustCompile(new_text_).version] = true;
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({absl::StrCat("--policy=", policy_)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Calls until it is time to stop; the first call that went wrong, or "".
  std::string CallUntilStopped() {
    const auto stub =
        v1::AuthorizationService::NewStub(Connect(server_->address()));
    const v1::CheckRequest request = SevenMinutesLater();
    v1::BatchCheckRequest batch;
    *batch.mutable_shared() = request;
    for (int i = 0; i < kBatch; ++i) batch.add_checks();
    while (!stop_) {
      v1::CheckResponse response;
      grpc::Status status = Call([&](grpc::ClientContext* context) {
        return stub->Check(context, request, &response);
      });
      if (!status.ok()) return status.error_message();
      if (!IsOf(response.policy_version(), response)) {
        return response.DebugString();
      }
      v1::BatchCheckResponse results;
      status = Call([&](grpc::ClientContext* context) {
        return stub->BatchCheck(context, batch, &results);
      });
      if (!status.ok()) return status.error_message();
      if (results.results_size() != kBatch) return results.DebugString();
      for (const v1::BatchCheckResult& result : results.results()) {
        if (!IsOf(results.policy_version(), result.response())) {
          return results.DebugString();
        }
      }
      calls_ += 2;
    }
    return "";
  }

  // Whether that policy, one of the two, decides so.
  bool IsOf(const std::string& version, const v1::CheckResponse& decision) {
    const auto policy = allows_.find(version);
    if (policy == allows_.end()) return false;
    ++decisions_[policy->second ? 1 : 0];
    return decision.allowed() == policy->second &&
           decision.reason() == (policy->second
                                     ? v1::REASON_ALLOWED
                                     : v1::REASON_EDIT_WINDOW_EXPIRED);
  }

  // Replaces the policy file, and waits until the server has logged what
  // came of it.
  void Reload(const std::string& text, const std::string& message) {
    std::filesystem::rename(folder_.Write("new", text), policy_);
    const absl::StatusOr<testing_support::LogLine> line =
        testing_support::ReadLogLine(server_->process(), message);
    ASSERT_TRUE(line.ok()) << line.status();
  }

  const std::string old_text_ = TextWithWindow(300);
  const std::string new_text_ = TextWithWindow(600);
  const TempFolder folder_;
  const std::string policy_ = folder_.Write("policy.txtpb", old_text_);
  std::map<std::string, bool> allows_;
  std::unique_ptr<ServerProcess> server_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::int64_t> calls_ = 0;
  std::atomic<std::int64_t> decisions_[2] = {0, 0};
};

TEST_F(ReloadLoadTest, EveryCallIsAnsweredByOnePolicy) {
  std::vector<std::string> wrong(kClients);
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] { wrong[i] = CallUntilStopped(); });
  }
  const int reloads = Reloads();
  std::int64_t warm_kib = 0;
  for (int i = 0; i < reloads && !HasFatalFailure(); i += 3) {
    Reload(new_text_, "policy reloaded");
    Reload("bad", "policy not reloaded, the last good one stays");
    Reload(old_text_, "policy reloaded");
    if (i <= reloads / 5) warm_kib = ResidentKib(server_->process().pid());
  }
  const std::int64_t end_kib = ResidentKib(server_->process().pid());
  stop_ = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, std::vector<std::string>(kClients));
  EXPECT_GT(decisions_[0], 0);
  EXPECT_GT(decisions_[1], 0);
  std::cout << reloads << " reloads under " << calls_ << " calls; decisions by "
            << "the first policy " << decisions_[0] << ", by the second "
            << decisions_[1] << "; resident after a fifth of them " << warm_kib
            << " KiB, at the end " << end_kib << " KiB\n";
  if (!testing_support::kIsSanitized) {
    EXPECT_LT(end_kib - warm_kib, 4096);
  }
}

}  // namespace
}  // namespace server
