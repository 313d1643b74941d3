// The real server under many clients at once.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::ServerProcess;
using testing_support::TempFolder;

// Checks and batches on a connection of its own, each with an answer that no
// other call has: the first that went wrong, or "".
std::string CallMany(const std::string& address, int client) {
  constexpr int kCalls = 100;
  const auto stub = v1::AuthorizationService::NewStub(Connect(address));
  for (int i = 0; i < kCalls; ++i) {
    v1::CheckRequest request;
    request.mutable_actor()->set_id("a");
    request.mutable_actor()->set_company_admin(i % 2 == 0);
    request.set_action(v1::ACTION_CONFIGURE_TOOL);
    request.set_id(absl::StrCat(client, "-", i));
    v1::CheckResponse response;
    grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub->Check(context, request, &response);
    });
    if (!status.ok()) return status.error_message();
    if (response.id() != request.id() ||
        response.allowed() != request.actor().company_admin()) {
      return response.DebugString();
    }

    v1::BatchCheckRequest batch;
    *batch.mutable_shared() = request;
    batch.add_checks();
    batch.add_checks()->set_id("other");
    v1::BatchCheckResponse results;
    status = Call([&](grpc::ClientContext* context) {
      return stub->BatchCheck(context, batch, &results);
    });
    if (!status.ok()) return status.error_message();
    if (results.results_size() != 2 ||
        results.results(0).response().id() != request.id() ||
        results.results(1).response().id() != "other" ||
        results.results(1).response().allowed() !=
            request.actor().company_admin()) {
      return results.DebugString();
    }
  }
  return "";
}

TEST(LoadTest, ManyClientsGetTheirOwnAnswers) {
  constexpr int kClients = 32;
  const TempFolder folder;
  const auto server = ServerProcess::Start(
      {absl::StrCat("--listen=127.0.0.1:0,unix:", folder.Path("authz.sock"))});
  ASSERT_TRUE(server.ok()) << server.status();
  std::vector<std::string> wrong(kClients);
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back(
        [&, i] { wrong[i] = CallMany((*server)->addresses()[i % 2], i); });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, std::vector<std::string>(kClients));
  EXPECT_TRUE((*server)->Stop().ok());
}

// A small request can ask for more than a response can hold: every target fails
// in every check, and each decision says so.
TEST(LoadTest, AnswerThatWouldBeTooLargeIsAnError) {
  const auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  v1::BatchCheckRequest batch;
  v1::CheckRequest& shared = *batch.mutable_shared();
  shared.mutable_actor()->set_id("a");
  shared.mutable_actor()->set_company_admin(true);
  shared.mutable_actor()->set_permission_level(v1::PERMISSION_LEVEL_ADMIN);
  shared.set_action(v1::ACTION_SEND_GROUP_MESSAGE);
  shared.mutable_conversation()->set_actor_is_member(true);
  for (int i = 0; i < 10'000; ++i) {
    v1::User& target = *shared.add_targets();
    target.set_id(std::string(250, 't'));
    target.set_company_admin(false);
    target.set_in_project_directory(false);
  }
  // Together 2.3 GB of offending ids.
  for (int i = 0; i < 900; ++i) batch.add_checks();
  const auto stub =
      v1::AuthorizationService::NewStub(Connect((*server)->address()));
  v1::BatchCheckResponse response;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->BatchCheck(context, batch, &response);
  });
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(),
            "checks: the results of 27 of 900 are larger than 67108864 bytes, "
            "ask for fewer at once");
  EXPECT_EQ(HealthOf(Connect((*server)->address())), "SERVING");
  EXPECT_TRUE((*server)->Stop().ok());
}

}  // namespace
}  // namespace server
