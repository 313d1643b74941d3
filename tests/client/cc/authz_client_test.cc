// The client library against the real server.

#include "client/cc/authz_client.h"

#include <signal.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/support/silent_listener.h"

namespace client {
namespace {

using testing::HasSubstr;
using testing_support::ServerProcess;

v1::CheckRequest ConfigureTool(bool company_admin) {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("ann");
  request.mutable_actor()->set_company_admin(company_admin);
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

AuthzClient::Options At(const std::string& address) {
  AuthzClient::Options options;
  options.address = address;
  return options;
}

class AuthzClientTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({"--listen=127.0.0.1:0", "--max_batch=2"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    absl::StatusOr<std::unique_ptr<AuthzClient>> client =
        AuthzClient::Create(At(server_->address()));
    ASSERT_TRUE(client.ok()) << client.status();
    client_ = *std::move(client);
  }

  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<AuthzClient> client_;
};

TEST_F(AuthzClientTest, GetsDecisions) {
  const absl::StatusOr<v1::CheckResponse> allowed =
      client_->Check(ConfigureTool(true));
  ASSERT_TRUE(allowed.ok()) << allowed.status();
  EXPECT_TRUE(allowed->allowed());
  const absl::StatusOr<v1::CheckResponse> denied =
      client_->Check(ConfigureTool(false));
  ASSERT_TRUE(denied.ok()) << denied.status();
  EXPECT_EQ(denied->reason(), v1::REASON_COMPANY_ADMIN_REQUIRED);
}

TEST_F(AuthzClientTest, GetsTheErrorOfAMalformedRequestAsItIs) {
  v1::CheckRequest request = ConfigureTool(true);
  request.mutable_actor()->clear_id();
  const absl::Status status = client_->Check(request).status();
  EXPECT_EQ(status, absl::InvalidArgumentError("actor.id: must not be empty"));
}

TEST_F(AuthzClientTest, GetsAResultForEveryCheckOfABatch) {
  v1::BatchCheckRequest request;
  *request.add_checks() = ConfigureTool(true);
  *request.add_checks() = ConfigureTool(false);
  const absl::StatusOr<v1::BatchCheckResponse> response =
      client_->BatchCheck(request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->results_size(), 2);
  EXPECT_TRUE(response->results(0).response().allowed());
  EXPECT_FALSE(response->results(1).response().allowed());

  *request.add_checks() = ConfigureTool(true);
  EXPECT_TRUE(absl::IsInvalidArgument(client_->BatchCheck(request).status()));
}

TEST_F(AuthzClientTest, GetsWhatTheServerRuns) {
  const absl::StatusOr<v1::GetServerInfoResponse> info =
      client_->GetServerInfo();
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->policy_name(), "conversations");
  EXPECT_EQ(info->limits().max_batch(), 2);
  const auto health = client_->CheckHealth();
  ASSERT_TRUE(health.ok()) << health.status();
  EXPECT_EQ(health->status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(AuthzClientTest, SaysWhereNoAnswerCameFromOnceTheServerIsGone) {
  ASSERT_TRUE(client_->Check(ConfigureTool(true)).ok());
  server_->process().Signal(SIGKILL);
  server_->process().Wait();
  const absl::Status status = client_->Check(ConfigureTool(true)).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(
      std::string(status.message()),
      HasSubstr(absl::StrCat("no answer from `", server_->address(), "`: ")));
}

TEST(AuthzClientDeadlineTest, GivesUpInTime) {
  const testing_support::SilentListener listener;
  AuthzClient::Options options = At(listener.address());
  options.timeout = absl::Milliseconds(20);
  absl::StatusOr<std::unique_ptr<AuthzClient>> client =
      AuthzClient::Create(options);
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_TRUE(
      absl::IsDeadlineExceeded((*client)->Check(ConfigureTool(true)).status()));
}

struct RefusedOptions {
  std::string name;
  AuthzClient::Options options;
  std::string error;
};

void PrintTo(const RefusedOptions& test_case, std::ostream* out) {
  *out << test_case.name;
}

class AuthzClientOptionsTest : public testing::TestWithParam<RefusedOptions> {};

TEST_P(AuthzClientOptionsTest, AreRefused) {
  EXPECT_EQ(AuthzClient::Create(GetParam().options).status(),
            absl::InvalidArgumentError(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All, AuthzClientOptionsTest,
    testing::ValuesIn(std::vector<RefusedOptions>{
        {"NoAddress",
         {"localhost"},
         "`localhost` is not an address, give `HOST:PORT` or `unix:PATH`"},
        {"NoTime",
         {"localhost:1", absl::ZeroDuration()},
         "the timeout cannot be `0`, give a positive duration such as `5s`"},
        {"TlsOverAUnixSocket",
         {"unix:/x", absl::Seconds(1), TlsOptions()},
         "TLS is for TCP, and `unix:/x` is a Unix socket"},
        {"CertificateWithoutKey",
         {"localhost:1", absl::Seconds(1),
          TlsOptions{"", "certificate", "", ""}},
         "TLS takes a certificate and its key together, give both or neither"},
    }),
    [](const testing::TestParamInfo<RefusedOptions>& info) {
      return info.param.name;
    });

// The server speaks no TLS, but the client does not get as far as that.
TEST_F(AuthzClientTest, GetsNoDecisionByCertificatesThatCannotBeUsed) {
  for (const TlsOptions& tls :
       {TlsOptions{"not a certificate", "", "", ""},
        TlsOptions{"", "not a certificate", "not a key", ""}}) {
    AuthzClient::Options options = At(server_->address());
    options.tls = tls;
    absl::StatusOr<std::unique_ptr<AuthzClient>> client =
        AuthzClient::Create(options);
    ASSERT_TRUE(client.ok()) << client.status();
    const absl::Status status = (*client)->Check(ConfigureTool(true)).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  }
}

}  // namespace
}  // namespace client
