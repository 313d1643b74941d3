// Who may call the real server, by the identity in the client's certificate.

#include <grpcpp/channel.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::CertificateOptions;
using testing_support::ServerProcess;
using testing_support::TempFolder;

constexpr char kReflectionMethod[] =
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

// Health is for everyone, checks are for the web, and reflection for admins.
constexpr char kPolicy[] = R"({
  "name": "callers",
  "deny_rules": [
    {"name": "mallory", "source": {"principals": ["spiffe://test/mallory"]}}
  ],
  "allow_rules": [
    {"name": "health", "request": {"paths": ["/grpc.health.v1.Health/*"]}},
    {"name": "web",
     "source": {"principals": ["spiffe://test/web", "*.web.test", "CN=web"]},
     "request": {"paths": ["/conversations.authz.v1.AuthorizationService/*"]}},
    {"name": "admins",
     "source": {"principals": ["spiffe://test/admin/*"]}}
  ]
})";

class CallersTest : public testing::Test {
 protected:
  void SetUp() override {
    const testing_support::KeyPair pair = authority_.IssueForServer();
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(
            {absl::StrCat("--tls_cert=",
                          folder_.Write("tls.crt", pair.certificate)),
             absl::StrCat("--tls_key=", folder_.Write("tls.key", pair.key)),
             absl::StrCat("--tls_client_ca=",
                          folder_.Write("ca.crt", authority_.certificate())),
             absl::StrCat("--callers=", callers_),
             absl::StrCat("--listen=127.0.0.1:0,unix:", folder_.Path("s"))});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::shared_ptr<grpc::Channel> ConnectAs(
      const CertificateOptions& client) const {
    return ConnectTls(server_->address(),
                      {authority_.certificate(), authority_.Issue(client)});
  }

  // "allowed", or gRPC's code and message.
  static std::string TryCall(const std::shared_ptr<grpc::Channel>& channel,
                             const std::string& method) {
    const grpc::Status status = CallRaw(channel, method, ToBuffer(""));
    // An empty check is malformed, and its caller is let through.
    if (status.ok() ||
        status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
      return "allowed";
    }
    return absl::StrCat(status.error_code(), ": ", status.error_message());
  }

  void Put(absl::string_view policy) const {
    std::filesystem::rename(folder_.Write("new", policy), callers_);
  }

  std::string Report() {
    return testing_support::ReadReloadReport(server_->process(), "callers");
  }

  const TempFolder folder_;
  const std::string callers_ = folder_.Write("callers.json", kPolicy);
  const Authority authority_ = Authority("authority");
  std::unique_ptr<ServerProcess> server_;
};

constexpr char kDenied[] =
    "7: the client's certificate does not allow this call";

struct Case {
  std::string name;
  CertificateOptions client;
  std::string health;
  std::string check;
  std::string reflection;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class CallersOfTest : public CallersTest,
                      public testing::WithParamInterface<Case> {};

TEST_P(CallersOfTest, AreLetThroughByTheirCertificates) {
  const auto channel = ConnectAs(GetParam().client);
  EXPECT_EQ(TryCall(channel, kHealthCheckMethod), GetParam().health);
  EXPECT_EQ(TryCall(channel, kCheckMethod), GetParam().check);
  EXPECT_EQ(TryCall(channel, kReflectionMethod), GetParam().reflection);
  EXPECT_EQ(TryCall(channel, "/no.such.Service/Method"),
            GetParam().reflection == "allowed" ? "12: " : kDenied);
}

INSTANTIATE_TEST_SUITE_P(
    All, CallersOfTest,
    testing::ValuesIn(std::vector<Case>{
        {"Uri",
         {"x", {"URI:spiffe://test/web"}},
         "allowed",
         "allowed",
         kDenied},
        {"UriAmongOthers",
         {"x",
          {"DNS:x.test", "URI:spiffe://test/other", "URI:spiffe://test/web"}},
         "allowed",
         "allowed",
         kDenied},
        {"Dns", {"x", {"DNS:a.web.test"}}, "allowed", "allowed", kDenied},
        {"Subject", {"web"}, "allowed", "allowed", kDenied},
        {"Admin",
         {"x", {"URI:spiffe://test/admin/ann"}},
         "allowed",
         "allowed",
         "allowed"},
        {"Other", {"other", {"DNS:other.test"}}, "allowed", kDenied, kDenied},
        {"NoIdentity", {""}, "allowed", kDenied, kDenied},
        {"DeniedThoughAllowed",
         {"web", {"URI:spiffe://test/mallory"}},
         kDenied,
         kDenied,
         kDenied},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST_F(CallersTest, UnixSocketsAreNotAffected) {
  const auto channel = Connect(server_->addresses()[1]);
  EXPECT_EQ(TryCall(channel, kHealthCheckMethod), "allowed");
  EXPECT_EQ(TryCall(channel, kCheckMethod), "allowed");
  EXPECT_EQ(TryCall(channel, kReflectionMethod), "allowed");
}

TEST_F(CallersTest, AChangedFileHoldsForTheNextCallOfAConnection) {
  const auto other = ConnectAs({"other"});
  const auto web = ConnectAs({"web"});
  EXPECT_EQ(TryCall(other, kCheckMethod), kDenied);
  EXPECT_EQ(TryCall(web, kCheckMethod), "allowed");
  Put(R"({"name": "new", "allow_rules":
          [{"name": "r", "source": {"principals": ["CN=other"]}}]})");
  EXPECT_EQ(Report(), "callers reloaded: new");
  EXPECT_EQ(TryCall(other, kCheckMethod), "allowed");
  EXPECT_EQ(TryCall(web, kCheckMethod), kDenied);
}

TEST_F(CallersTest, ABadFileIsReportedOnceAndLeavesTheLastGoodOne) {
  const std::string bad = R"({"name": "new", "allow_rules": []})";
  Put(bad);
  EXPECT_EQ(
      Report(),
      absl::StrCat("callers not reloaded, the last good one stays: `", callers_,
                   "`: the policy needs `allow_rules`, without any "
                   "nobody may call"));
  EXPECT_EQ(TryCall(ConnectAs({"web"}), kCheckMethod), "allowed");
  EXPECT_EQ(TryCall(ConnectAs({"other"}), kCheckMethod), kDenied);
  Put(bad);
  Put(kPolicy);
  EXPECT_EQ(Report(), "callers reloaded: callers");
}

}  // namespace
}  // namespace server
