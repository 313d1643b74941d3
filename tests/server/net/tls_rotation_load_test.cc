// Certificates are replaced again and again, bad ones among them, under calls
// from clients that keep their connection and clients that connect anew for
// every call: no call fails, and every new connection gets the certificate in
// force.
//
// ROTATIONS in the environment says how often:
//   bazel test //tests/server/net:tls_rotation_load_test
//   --test_env=ROTATIONS=2000

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/resident.h"
#include "tests/support/sanitized.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::ResidentKib;
using testing_support::SecretVolume;
using testing_support::ServerProcess;
using testing_support::Stream;

// Of each kind.
constexpr int kClients = 2;

int Rotations() {
  const char* text = std::getenv("ROTATIONS");
  int rotations = 60;
  EXPECT_TRUE(text == nullptr || absl::SimpleAtoi(text, &rotations)) << text;
  return rotations;
}

class TlsRotationLoadTest : public testing::Test {
 protected:
  SecretVolume::Files Files(const std::string& certificate,
                            const std::string& key) const {
    return {{"tls.crt", certificate},
            {"tls.key", key},
            {"ca.crt", clients_.certificate()}};
  }

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(MutualTlsFlags(volume_));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::shared_ptr<grpc::Channel> NewConnection() const {
    return ConnectTls(server_->address(), {servers_.certificate(), client_});
  }

  // Calls until it is time to stop, each time over what `connection` returns;
  // the first call that went wrong, or "".
  template <typename Connection>
  std::string CallUntilStopped(Connection connection,
                               std::atomic<std::int64_t>& calls) {
    v1::CheckRequest request;
    request.mutable_actor()->set_id("ann");
    request.mutable_actor()->set_company_admin(true);
    request.set_action(v1::ACTION_CONFIGURE_TOOL);
    while (!stop_) {
      const auto stub = v1::AuthorizationService::NewStub(connection());
      v1::CheckResponse response;
      const grpc::Status status = Call([&](grpc::ClientContext* context) {
        return stub->Check(context, request, &response);
      });
      if (!status.ok()) return status.error_message();
      if (!response.allowed()) return response.DebugString();
      ++calls;
    }
    return "";
  }

  // Replaces the files, and waits until the server has reported what came of
  // it.
  void Rotate(const SecretVolume::Files& files, const std::string& report) {
    volume_.Replace(files);
    const std::string line =
        testing_support::ReadReloadReport(server_->process(), "certificate");
    ASSERT_TRUE(absl::StartsWith(line, absl::StrCat("certificate ", report)))
        << line;
  }

  const Authority servers_ = Authority("servers");
  const Authority clients_ = Authority("clients");
  const KeyPair client_ = clients_.Issue({"client"});
  const KeyPair first_ = servers_.IssueForServer();
  SecretVolume volume_{Files(first_.certificate, first_.key)};
  std::unique_ptr<ServerProcess> server_;
  std::atomic<bool> stop_ = false;
};

TEST_F(TlsRotationLoadTest, NoCallFails) {
  std::atomic<std::int64_t> calls_on_old = 0;
  std::atomic<std::int64_t> calls_on_new = 0;
  std::vector<std::string> wrong_on_old(kClients);
  std::vector<std::string> wrong_on_new(kClients);
  std::vector<std::shared_ptr<grpc::Channel>> kept;
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    kept.push_back(NewConnection());
    ASSERT_EQ(ServerCertificate(kept.back()), first_.certificate);
    clients.emplace_back([&, i, channel = kept.back()] {
      wrong_on_old[i] = CallUntilStopped([&] { return channel; }, calls_on_old);
    });
    clients.emplace_back([&, i] {
      wrong_on_new[i] =
          CallUntilStopped([&] { return NewConnection(); }, calls_on_new);
    });
  }

  const int rotations = Rotations();
  int good = 0;
  std::int64_t warm_kib = 0;
  std::string in_force = first_.certificate;
  for (int i = 0; i < rotations && !HasFatalFailure(); ++i) {
    const KeyPair next = servers_.IssueForServer();
    if (i % 3 == 2) {
      Rotate(Files(next.certificate, first_.key), "not reloaded, ");
    } else {
      Rotate(Files(next.certificate, next.key), "reloaded: ");
      in_force = next.certificate;
      ++good;
    }
    EXPECT_EQ(ServerCertificate(NewConnection()), in_force);
    if (i <= rotations / 5) warm_kib = ResidentKib(server_->process().pid());
  }
  const std::int64_t end_kib = ResidentKib(server_->process().pid());

  stop_ = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong_on_old, std::vector<std::string>(kClients));
  EXPECT_EQ(wrong_on_new, std::vector<std::string>(kClients));
  for (const auto& channel : kept) {
    EXPECT_EQ(ServerCertificate(channel), first_.certificate);
  }
  EXPECT_GT(calls_on_old, 0);
  EXPECT_GT(calls_on_new, 0);
  std::cout << rotations << " rotations, " << rotations - good
            << " of them to bad pairs, under " << calls_on_old
            << " calls on kept connections and " << calls_on_new
            << " on new ones, none failed; resident after a fifth of them "
            << warm_kib << " KiB, at the end " << end_kib << " KiB\n";
  if (!testing_support::kIsSanitized) {
    EXPECT_LT(end_kib - warm_kib, 8192);
  }
}

}  // namespace
}  // namespace server
