// What the real server does with messages and metadata that are too large, and
// what it keeps of them.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/resident.h"
#include "tests/support/sanitized.h"
#include "tests/support/server_process.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using grpc::StatusCode;
using testing_support::ServerProcess;

class MessageLimitsTest : public testing::Test {
 protected:
  void StartServer(std::vector<std::string> flags) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void TearDown() override {
    ASSERT_NE(server_, nullptr);
    EXPECT_EQ(HealthOf(Connect(server_->address())), "SERVING");
    EXPECT_TRUE(server_->Stop().ok());
  }

  // Calls Check with a request of that size, as `prepare` has it.
  grpc::Status Check(std::size_t size,
                     absl::FunctionRef<void(grpc::ClientContext&)> prepare) {
    const auto stub =
        v1::AuthorizationService::NewStub(Connect(server_->address()));
    v1::CheckRequest request;
    request.mutable_actor()->set_id("a");
    request.set_action(v1::ACTION_CONFIGURE_TOOL);
    request.set_id(std::string(size, 'x'));
    v1::CheckResponse response;
    return Call([&](grpc::ClientContext* context) {
      prepare(*context);
      return stub->Check(context, request, &response);
    });
  }

  // The most memory that the server had so far.
  std::int64_t PeakKib() {
    return testing_support::PeakResidentKib(server_->process().pid());
  }

  std::unique_ptr<ServerProcess> server_;
};

struct CompressionCase {
  std::string name;
  grpc_compression_algorithm algorithm;
  std::size_t size;
};

void PrintTo(const CompressionCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class CompressionTest : public MessageLimitsTest,
                        public testing::WithParamInterface<CompressionCase> {};

// What it would grow to could not be bounded before it has grown.
TEST_P(CompressionTest, CompressedMessageIsRefused) {
  StartServer({"--max_request_bytes=100000"});
  const std::int64_t before = PeakKib();
  const grpc::Status status =
      Check(GetParam().size, [](grpc::ClientContext& context) {
        context.set_compression_algorithm(GetParam().algorithm);
      });
  EXPECT_EQ(status.error_code(), StatusCode::UNIMPLEMENTED)
      << status.error_message();
  if (!testing_support::kIsSanitized) {
    EXPECT_LT(PeakKib() - before, 10'000);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, CompressionTest,
    testing::ValuesIn(std::vector<CompressionCase>{
        {"Gzip", GRPC_COMPRESS_GZIP, 10'000},
        {"Deflate", GRPC_COMPRESS_DEFLATE, 10'000},
        // 80 MB in 80 kB.
        {"GzipBomb", GRPC_COMPRESS_GZIP, 80'000'000},
        {"DeflateBomb", GRPC_COMPRESS_DEFLATE, 80'000'000},
    }),
    [](const testing::TestParamInfo<CompressionCase>& info) {
      return info.param.name;
    });

TEST_F(MessageLimitsTest, MetadataUpToTheLimit) {
  constexpr int kMax = 4000;
  StartServer({absl::StrCat("--max_metadata_bytes=", kMax)});
  const auto with_metadata = [this](int bytes) {
    return Check(1, [bytes](grpc::ClientContext& context) {
      context.AddMetadata("x-large", std::string(bytes, 'x'));
    });
  };
  // The client itself adds some.
  EXPECT_TRUE(with_metadata(kMax - 1000).ok());
  EXPECT_EQ(with_metadata(kMax).error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace server
