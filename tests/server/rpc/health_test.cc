// grpc.health.v1.Health of the real server.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/rpc/health_watcher.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing_support::ServerProcess;

constexpr char kServiceName[] = "conversations.authz.v1.AuthorizationService";

class HealthTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->address());
  }

  // That the server ends well.
  void ExpectEnded() {
    const testing_support::Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 0);
    EXPECT_EQ(testing_support::Complaints(finished.err), "");
  }

  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

struct HealthCase {
  std::string name;
  std::string service;
  std::string check;
  std::string watch;
  // What a watch says when the server ends.
  std::string at_the_end;
};

void PrintTo(const HealthCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ServiceHealthTest : public HealthTest,
                          public testing::WithParamInterface<HealthCase> {};

TEST_P(ServiceHealthTest, IsWhatCheckSays) {
  EXPECT_EQ(HealthOf(channel_, GetParam().service), GetParam().check);
}

TEST_P(ServiceHealthTest, IsWatchedUntilTheServerEnds) {
  HealthWatcher watch(channel_, GetParam().service);
  ASSERT_EQ(watch.Next(), GetParam().watch);
  server_->process().Signal(SIGTERM);
  if (!GetParam().at_the_end.empty()) {
    EXPECT_EQ(watch.Next(), GetParam().at_the_end);
  }
  EXPECT_EQ(watch.Next(), "end");
  const grpc::Status status = watch.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "the server is shutting down");
  ExpectEnded();
}

INSTANTIATE_TEST_SUITE_P(
    All, ServiceHealthTest,
    testing::ValuesIn(std::vector<HealthCase>{
        {"WholeServer", "", "SERVING", "SERVING", "NOT_SERVING"},
        {"Service", kServiceName, "SERVING", "SERVING", "NOT_SERVING"},
        {"UnknownService", "conversations.authz.v1.Other", "5: unknown service",
         "SERVICE_UNKNOWN", ""},
        {"NotItsFullName", "AuthorizationService", "5: unknown service",
         "SERVICE_UNKNOWN", ""},
    }),
    [](const testing::TestParamInfo<HealthCase>& info) {
      return info.param.name;
    });

// The status of each service that there is, as List says it.
std::map<std::string, std::string> ListOf(
    const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = grpc::health::v1::Health::NewStub(channel);
  grpc::health::v1::HealthListResponse response;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->List(context, {}, &response);
  });
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::map<std::string, std::string> statuses;
  for (const auto& [service, health] : response.statuses()) {
    statuses[service] =
        grpc::health::v1::HealthCheckResponse::ServingStatus_Name(
            health.status());
  }
  return statuses;
}

TEST_F(HealthTest, ListHasAllServices) {
  server_.reset();
  absl::StatusOr<std::unique_ptr<ServerProcess>> server =
      ServerProcess::Start({"--drain_delay=1h"});
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = Connect(server_->address());
  HealthWatcher watch(channel_);
  ASSERT_EQ(watch.Next(), "SERVING");
  EXPECT_THAT(ListOf(channel_),
              ElementsAre(Pair("", "SERVING"), Pair(kServiceName, "SERVING")));
  server_->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  EXPECT_THAT(ListOf(channel_), ElementsAre(Pair("", "NOT_SERVING"),
                                            Pair(kServiceName, "NOT_SERVING")));
}

TEST_F(HealthTest, WatchersThatGoAwayLeaveTheOthers) {
  HealthWatcher stays(channel_);
  ASSERT_EQ(stays.Next(), "SERVING");
  for (int i = 0; i < 50; ++i) {
    HealthWatcher goes(channel_, kServiceName);
    ASSERT_EQ(goes.Next(), "SERVING");
    goes.Cancel();
    EXPECT_EQ(goes.Next(), "end");
    EXPECT_EQ(goes.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(HealthOf(channel_), "SERVING");
  server_->process().Signal(SIGTERM);
  EXPECT_EQ(stays.Next(), "NOT_SERVING");
  EXPECT_EQ(stays.Next(), "end");
  ExpectEnded();
}

TEST_F(HealthTest, ManyWatchersAreAllTold) {
  constexpr int kWatches = 100;
  std::vector<std::unique_ptr<HealthWatcher>> watches;
  for (int i = 0; i < kWatches; ++i) {
    watches.push_back(std::make_unique<HealthWatcher>(channel_));
    ASSERT_EQ(watches.back()->Next(), "SERVING");
  }
  server_->process().Signal(SIGTERM);
  for (const auto& watch : watches) {
    EXPECT_EQ(watch->Next(), "NOT_SERVING");
    EXPECT_EQ(watch->Next(), "end");
  }
  ExpectEnded();
}

// A watch that sends bytes that are no request.
TEST_F(HealthTest, WatchOfBadBytesIsInvalidArgument) {
  const grpc::Status status = CallRaw(channel_, "/grpc.health.v1.Health/Watch",
                                      ToBuffer("\xff\xff\xff\xff"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "request: is not a grpc.health.v1.HealthCheckRequest, its bytes "
            "are malformed or nested too deep");
  // And does not use up what waits for the next.
  HealthWatcher watch(channel_);
  EXPECT_EQ(watch.Next(), "SERVING");
}

}  // namespace
}  // namespace server
