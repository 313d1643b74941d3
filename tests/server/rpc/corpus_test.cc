// The corpus, decided by the real server with the embedded policy over TCP and
// over a Unix socket.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/corpus/corpus_checks.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::ServerProcess;
using testing_support::TempFolder;

absl::Status FromGrpc(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
}

struct WayCase {
  std::string name;
  // Which of the server's addresses.
  std::size_t address;
};

void PrintTo(const WayCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class CorpusOverTest : public testing::TestWithParam<WayCase> {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({absl::StrCat("--listen=127.0.0.1:0,unix:",
                                           folder_.Path("authz.sock"))});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::AuthorizationService::NewStub(
        Connect(server_->addresses().at(GetParam().address)));
  }

  absl::StatusOr<v1::CheckResponse> Decide(
      const v1::CheckRequest& request) const {
    v1::CheckResponse response;
    const grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub_->Check(context, request, &response);
    });
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  absl::StatusOr<v1::BatchCheckResponse> DecideBatch(
      const v1::BatchCheckRequest& request) const {
    v1::BatchCheckResponse response;
    const grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub_->BatchCheck(context, request, &response);
    });
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  const TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<v1::AuthorizationService::Stub> stub_;
};

TEST_P(CorpusOverTest, Decisions) {
  authz::ExpectDecisions(
      [this](const v1::CheckRequest& request) { return Decide(request); });
}

TEST_P(CorpusOverTest, BatchesAgree) {
  authz::ExpectBatchesAgree(
      [this](const v1::CheckRequest& request) { return Decide(request); },
      [this](const v1::BatchCheckRequest& request) {
        return DecideBatch(request);
      });
}

INSTANTIATE_TEST_SUITE_P(All, CorpusOverTest,
                         testing::ValuesIn(std::vector<WayCase>{
                             {"Tcp", 0}, {"UnixSocket", 1}}),
                         [](const testing::TestParamInfo<WayCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace server
