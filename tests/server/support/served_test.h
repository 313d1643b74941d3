// A fixture that gives each test a running server of its own.

#ifndef TESTS_SERVER_SUPPORT_SERVED_TEST_H_
#define TESTS_SERVER_SUPPORT_SERVED_TEST_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {

namespace v1 = ::conversations::authz::v1;

// Each test has a server of its own, which still runs at its end and had
// nothing to complain about.
class ServedTest : public testing::Test {
 protected:
  explicit ServedTest(std::vector<std::string> flags)
      : flags_(std::move(flags)) {}

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<testing_support::ServerProcess>> server =
        testing_support::ServerProcess::Start(flags_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void TearDown() override {
    if (server_ == nullptr) return;
    server_->process().Signal(SIGTERM);
    const testing_support::Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 0);
    EXPECT_EQ(testing_support::Complaints(finished.err), "");
  }

  // Where the server listens.
  const std::string& address() const { return server_->address(); }

  std::shared_ptr<grpc::Channel> Channel() const { return Connect(address()); }

  grpc::Status Check(const v1::CheckRequest& request,
                     v1::CheckResponse& response) const {
    const auto stub = v1::AuthorizationService::NewStub(Channel());
    return Call([&](grpc::ClientContext* context) {
      return stub->Check(context, request, &response);
    });
  }

  grpc::Status BatchCheck(const v1::BatchCheckRequest& request,
                          v1::BatchCheckResponse& response) const {
    const auto stub = v1::AuthorizationService::NewStub(Channel());
    return Call([&](grpc::ClientContext* context) {
      return stub->BatchCheck(context, request, &response);
    });
  }

 private:
  const std::vector<std::string> flags_;
  std::unique_ptr<testing_support::ServerProcess> server_;
};

// A request that is well formed, and denied for want of a fact.
inline v1::CheckRequest SomeRequest() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("a");
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_SERVED_TEST_H_
