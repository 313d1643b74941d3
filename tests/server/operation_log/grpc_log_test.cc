// What gRPC itself says, in the operation log.

#include "server/operation_log/grpc_log.h"

#include <grpc/support/log.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "server/operation_log/operation_log.h"
#include "tests/server/operation_log/log_as_grpc.h"
#include "tests/support/operation_log.h"

namespace server {
namespace {

using testing_support::LogAsGrpc;
using testing_support::LogLine;

class GrpcLogTest : public testing::Test {
 protected:
  // gRPC has one log for the whole process.
  static void SetUpTestSuite() {
    ConfigureOperationLog({LogFormat::kJson, LogLevel::kInfo});
    gpr_log_verbosity_init();
    RedirectGrpcLog();
  }

  // What is printed when gRPC says `message`.
  static LogLine LineOf(const std::string& message) {
    testing::internal::CaptureStderr();
    LogAsGrpc(GPR_LOG_SEVERITY_ERROR, message);
    const std::string printed = testing::internal::GetCapturedStderr();
    const std::vector<LogLine> lines = testing_support::ParseLog(printed);
    EXPECT_EQ(lines.size(), 1U) << printed;
    return lines.empty() ? LogLine() : lines[0];
  }
};

TEST_F(GrpcLogTest, HasItsSourceAndIsAWarning) {
  LogLine line = LineOf("handshake failed");
  EXPECT_EQ(line["message"], "handshake failed");
  EXPECT_EQ(line["level"], "warning");
  EXPECT_TRUE(absl::StrContains(line["source"], "log_as_grpc.h:"))
      << line["source"];
}

TEST_F(GrpcLogTest, IsOneLineOfTextWhateverIsInIt) {
  EXPECT_EQ(LineOf("a\nb\x1b[2J\"\\")["message"], "a\nb\x1b[2J\"\\");
  EXPECT_EQ(LineOf("\xff\xfe bytes")["message"], "?? bytes");
}

TEST_F(GrpcLogTest, IsCutWhereItIsLong) {
  const std::string message = LineOf(std::string(100'000, 'a'))["message"];
  EXPECT_EQ(message, std::string(1'000, 'a') + "...");
  EXPECT_EQ(LineOf(std::string(1'000, 'b'))["message"],
            std::string(1'000, 'b'));
}

// Values of headers that gRPC cannot read.
TEST_F(GrpcLogTest, HasNothingOfARequest) {
  EXPECT_EQ(LineOf("Error parsing metadata: error=invalid value "
                   "key=grpc-timeout value=secret")["message"],
            "Error parsing metadata: error=invalid value key=grpc-timeout");
}

TEST_F(GrpcLogTest, AFloodHidesNothingElse) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1'000; ++i) LogAsGrpc(GPR_LOG_SEVERITY_ERROR, "flood");
  LogAsGrpc(GPR_LOG_SEVERITY_ERROR, "something else");
  std::vector<LogLine> lines =
      testing_support::ParseLog(testing::internal::GetCapturedStderr());
  EXPECT_LT(lines.size(), 20U);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back()["message"], "something else");
}

// Unless GRPC_VERBOSITY asks for it.
TEST_F(GrpcLogTest, IsNotAskedForMoreThanErrors) {
  testing::internal::CaptureStderr();
  LogAsGrpc(GPR_LOG_SEVERITY_INFO, "info");
  LogAsGrpc(GPR_LOG_SEVERITY_DEBUG, "debug");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

using GrpcLogDeathTest = GrpcLogTest;

TEST_F(GrpcLogDeathTest, AFailedAssertionIsNeverSuppressed) {
  const auto fail = [] {
    for (int i = 0; i < 1'000; ++i) {
      LogAsGrpc(GPR_LOG_SEVERITY_ERROR, "flood");
    }
    const bool all_is_well = false;
    FAIL_AS_GRPC(all_is_well);
  };
  EXPECT_DEATH(fail(),
               "\"level\":\"error\",\"message\":\"[^\"]*failed: all_is_well");
}

}  // namespace
}  // namespace server
