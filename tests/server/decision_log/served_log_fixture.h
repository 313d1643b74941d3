// The real server with a decision log.

#ifndef TESTS_SERVER_DECISION_LOG_SERVED_LOG_FIXTURE_H_
#define TESTS_SERVER_DECISION_LOG_SERVED_LOG_FIXTURE_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {

using Metadata = std::vector<std::pair<std::string, std::string>>;

conversations::authz::v1::CheckRequest SomeCheck(
    const std::string& actor = "ada");

// With decisions of about 1 MB of log.
conversations::authz::v1::BatchCheckRequest LongBatch();

class ServedLogTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> flags);
  void StartWithLog(std::vector<std::string> flags = {});

  // The ids that come back with the answer, each as often as it does.
  std::vector<std::string> Check(
      const Metadata& metadata = {},
      const conversations::authz::v1::CheckRequest& request = SomeCheck(),
      bool expect_ok = true);

  grpc::Status Batch(
      const conversations::authz::v1::BatchCheckRequest& request,
      std::chrono::milliseconds timeout = std::chrono::milliseconds(60'000));

  testing_support::Finished Stop();

  const testing_support::TempFolder folder_;
  const std::string path_ = folder_.Path("log");
  std::unique_ptr<testing_support::ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<conversations::authz::v1::AuthorizationService::Stub> stub_;
};

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_SERVED_LOG_FIXTURE_H_
