// What the decision log of the real server says of calls.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/decision_log/served_log_fixture.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::LogLine;

constexpr char kTraceparent[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST_F(ServedLogTest, WithoutALogNoIdGoesBack) {
  Start({});
  EXPECT_EQ(Check(), std::vector<std::string>());
  EXPECT_EQ(Check({{"x-request-id", "abc-1"}}), std::vector<std::string>());
  EXPECT_EQ(Check({{"x-request-id", "bad"}}, v1::CheckRequest(), false),
            std::vector<std::string>());
  EXPECT_EQ(testing_support::Complaints(Stop().err), "");
}

TEST_F(ServedLogTest, WithALogEveryCallHasAnId) {
  StartWithLog();
  const std::vector<std::pair<Metadata, std::string>> calls = {
      {{{"x-request-id", "abc-1"}}, "abc-1"},
      {{}, ""},
      {{{"x-request-id", std::string(129, 'x')}}, ""},
      {{{"x-request-id", "a b"}}, ""},
      {{{"x-request-id", "a"}, {"x-request-id", "b"}}, ""},
  };
  std::vector<std::string> ids;
  for (const auto& [metadata, expected] : calls) {
    const std::vector<std::string> back = Check(metadata);
    ASSERT_EQ(back.size(), 1U);
    if (!expected.empty()) {
      EXPECT_EQ(back[0], expected);
    } else {
      EXPECT_EQ(back[0].size(), 15U);
    }
    ids.push_back(absl::StrCat("\"", back[0], "\""));
    // Another thread may answer the next.
    WaitForLines(path_, ids.size());
  }
  EXPECT_EQ(Fields(ParseLinesOf(path_), "call_id"), ids);
}

TEST_F(ServedLogTest, SaysWhoCalledInWhichTrace) {
  const std::string socket = folder_.Path("s");
  StartWithLog({absl::StrCat("--listen=127.0.0.1:0,unix:", socket)});
  Check({{"traceparent", kTraceparent}});
  WaitForLines(path_, 1);
  stub_ =
      v1::AuthorizationService::NewStub(Connect(absl::StrCat("unix:", socket)));
  Check({{"traceparent", "00-0-0-0"}});
  const std::vector<Object> lines = WaitForLines(path_, 2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(Field(lines[0], "caller"), StartsWith("\"ipv4:127.0.0.1:"));
  EXPECT_THAT(Field(lines[1], "caller"), StartsWith("\"unix:"));
  EXPECT_EQ(Field(lines[0], "traceparent"),
            absl::StrCat("\"", kTraceparent, "\""));
  EXPECT_EQ(Field(lines[1], "traceparent"), "");
}

TEST_F(ServedLogTest, SaysWhichCertificateCalled) {
  const testing_support::Authority authority("authority");
  const testing_support::KeyPair pair = authority.IssueForServer();
  const testing_support::SecretVolume volume(
      {{"tls.crt", pair.certificate},
       {"tls.key", pair.key},
       {"ca.crt", authority.certificate()}});
  StartWithLog(MutualTlsFlags(volume));
  const std::string longest =
      absl::StrCat("spiffe://test/", std::string(242, 'w'));
  // The third of no text, which no line may have as it is.
  const std::vector<testing_support::CertificateOptions> clients = {
      {"web"},
      {"web", {"URI:spiffe://test/web"}},
      {"\x01\"\\"},
      {"web", {absl::StrCat("URI:", longest)}},
      {"web", {absl::StrCat("URI:", longest, "w")}}};
  std::size_t calls = 0;
  for (const testing_support::CertificateOptions& client : clients) {
    stub_ = v1::AuthorizationService::NewStub(
        ConnectTls(server_->address(),
                   {authority.certificate(), authority.Issue(client)}));
    Check();
    WaitForLines(path_, ++calls);
  }
  EXPECT_EQ(Fields(ParseLinesOf(path_), "caller"),
            (std::vector<std::string>{
                "\"tls:web\"", "\"tls:spiffe://test/web\"", R"("tls:?\"\\")",
                absl::StrCat("\"tls:", longest, "\""),
                absl::StrCat("\"tls:", longest, "…\"")}));
}

TEST_F(ServedLogTest, RefusedCallsAreLogged) {
  StartWithLog({"--max_in_flight=1"});
  // Calls at once until one is refused.
  constexpr int kClients = 8;
  const v1::BatchCheckRequest batch = LongBatch();
  std::atomic<bool> is_refused = false;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const auto stub =
          v1::AuthorizationService::NewStub(Connect(server_->address()));
      while (!is_refused) {
        grpc::ClientContext context;
        SetTestDeadline(context);
        v1::BatchCheckResponse response;
        const grpc::Status status =
            stub->BatchCheck(&context, batch, &response);
        if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
          is_refused = true;
          EXPECT_EQ(context.GetServerTrailingMetadata().count("x-request-id"),
                    1U);
        }
      }
    });
  }
  for (std::thread& client : clients) client.join();
  const Finished finished = Stop();
  int refused = 0;
  for (const Object& line : ParseLinesOf(path_)) {
    if (Field(line, "code").empty()) continue;
    ++refused;
    EXPECT_EQ(Field(line, "code"), "\"RESOURCE_EXHAUSTED\"");
    EXPECT_EQ(Field(line, "error"),
              "\"the server has too many calls in flight\"");
    EXPECT_EQ(Field(line, "method"), "\"BatchCheck\"");
    EXPECT_EQ(Field(line, "call_id").size(), 17U);
  }
  EXPECT_GT(refused, 0);
  // The operation log tells of it once.
  int told = 0;
  for (LogLine line : testing_support::ParseLog(finished.err)) {
    if (line["message"] == "calls are refused") ++told;
  }
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace server
