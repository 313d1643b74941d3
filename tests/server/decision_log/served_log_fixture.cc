#include "tests/server/decision_log/served_log_fixture.h"

#include <grpcpp/client_context.h>
#include <signal.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tests/server/support/wire_client.h"

namespace server {

namespace v1 = ::conversations::authz::v1;
using testing_support::Finished;
using testing_support::ServerProcess;

v1::CheckRequest SomeCheck(const std::string& actor) {
  v1::CheckRequest request;
  request.mutable_actor()->set_id(actor);
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

v1::BatchCheckRequest LongBatch() {
  constexpr int kChecks = 4'000;
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = SomeCheck();
  const std::string id(200, 'c');
  for (int i = 0; i < kChecks; ++i) {
    batch.add_checks()->set_id(absl::StrCat(id, i));
  }
  return batch;
}

void ServedLogTest::Start(std::vector<std::string> flags) {
  absl::StatusOr<std::unique_ptr<ServerProcess>> server =
      ServerProcess::Start(std::move(flags));
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = Connect(server_->address());
  stub_ = v1::AuthorizationService::NewStub(channel_);
}

void ServedLogTest::StartWithLog(std::vector<std::string> flags) {
  flags.push_back(absl::StrCat("--decision_log=", path_));
  Start(std::move(flags));
}

std::vector<std::string> ServedLogTest::Check(const Metadata& metadata,
                                              const v1::CheckRequest& request,
                                              bool expect_ok) {
  grpc::ClientContext context;
  SetTestDeadline(context);
  for (const auto& [key, value] : metadata) {
    context.AddMetadata(key, value);
  }
  v1::CheckResponse response;
  const grpc::Status status = stub_->Check(&context, request, &response);
  EXPECT_EQ(status.ok(), expect_ok) << status.error_message();
  // Or gRPC's clients would not retry errors.
  EXPECT_EQ(context.GetServerInitialMetadata().count("x-request-id"), 0U);
  std::vector<std::string> ids;
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto [begin, end] = trailing.equal_range("x-request-id");
  for (auto id = begin; id != end; ++id) {
    ids.emplace_back(id->second.data(), id->second.size());
  }
  return ids;
}

grpc::Status ServedLogTest::Batch(const v1::BatchCheckRequest& request,
                                  std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  v1::BatchCheckResponse response;
  return stub_->BatchCheck(&context, request, &response);
}

Finished ServedLogTest::Stop() {
  server_->process().Signal(SIGTERM);
  Finished finished = server_->process().Wait();
  EXPECT_EQ(finished.exit_status, 0) << finished.err;
  return finished;
}

}  // namespace server
