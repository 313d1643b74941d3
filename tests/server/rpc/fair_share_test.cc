// Long batches leave single checks their turn.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::ServerProcess;

v1::CheckRequest AllowedCheck() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("a");
  request.mutable_actor()->set_company_admin(true);
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

// Of one thread that answered in the order in which calls come, a client that
// waits for each answer would get few between two batches.
TEST(FairShareTest, SingleChecksDoNotWaitForLongBatches) {
  constexpr int kBatches = 60;
  constexpr int kClients = 3;
  const auto server =
      ServerProcess::Start({"--threads=1", "--max_memory=4294967296"});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string address = (*server)->address();
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = AllowedCheck();
  for (int i = 0; i < 10'000; ++i) batch.add_checks();

  std::atomic<int> sent = 0;
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const auto stub = v1::AuthorizationService::NewStub(Connect(address));
      while (sent++ < kBatches) {
        v1::BatchCheckResponse response;
        const grpc::Status status = Call([&](grpc::ClientContext* context) {
          return stub->BatchCheck(context, batch, &response);
        });
        EXPECT_TRUE(status.ok()) << status.error_message();
        ++answered;
      }
    });
  }
  const auto stub = v1::AuthorizationService::NewStub(Connect(address));
  const v1::CheckRequest check = AllowedCheck();
  while (answered == 0) std::this_thread::yield();
  const int before = answered;
  int singles = 0;
  while (answered < kBatches) {
    v1::CheckResponse response;
    const grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub->Check(context, check, &response);
    });
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!status.ok()) break;
    if (answered < kBatches) ++singles;
  }
  for (std::thread& client : clients) client.join();
  EXPECT_GT(singles, 3 * (kBatches - before));
  EXPECT_TRUE((*server)->Stop().ok());
}

}  // namespace
}  // namespace server
