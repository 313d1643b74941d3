// The decision log of the real server: what it says of calls, where it goes to,
// and what becomes of calls where it cannot.

#include <fcntl.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/log_entries.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::LogLine;
using testing_support::ServerProcess;

constexpr char kTraceparent[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

using Metadata = std::vector<std::pair<std::string, std::string>>;

v1::CheckRequest DeniedCheck() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("bob");
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

// With about 1 MB of log.
v1::BatchCheckRequest LargeBatch() {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = DeniedCheck();
  batch.mutable_shared()->set_project_id(std::string(250, 'p'));
  for (int i = 0; i < 3'000; ++i) batch.add_checks();
  return batch;
}

class ServedLogTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> flags) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::AuthorizationService::NewStub(Connect(server_->address()));
  }
  void StartWithLog(std::vector<std::string> flags = {}) {
    flags.push_back(absl::StrCat("--decision_log=", path_));
    Start(std::move(flags));
  }

  // The ids that come back with the answer, each as often as it does.
  std::vector<std::string> Check(
      const Metadata& metadata = {},
      const v1::CheckRequest& request = DeniedCheck(), bool expect_ok = true) {
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

  grpc::Status Batch(
      const v1::BatchCheckRequest& request,
      std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout);
    v1::BatchCheckResponse response;
    return stub_->BatchCheck(&context, request, &response);
  }

  Finished Stop() {
    server_->process().Signal(SIGTERM);
    Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    return finished;
  }

  // Waits for that line of the operation log.
  LogLine ReadLine(const std::string& message) {
    const absl::StatusOr<LogLine> line =
        testing_support::ReadLogLine(server_->process(), message);
    EXPECT_TRUE(line.ok()) << line.status();
    return line.ok() ? *line : LogLine();
  }

  const testing_support::TempFolder folder_;
  const std::string path_ = folder_.Path("log");
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<v1::AuthorizationService::Stub> stub_;
};

TEST_F(ServedLogTest, WithoutALogNoIdGoesBack) {
  Start({});
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
    ids.push_back(back[0]);
    // Another thread may answer the next.
    WaitForEntries(path_, ids.size());
  }
  EXPECT_EQ(CallIds(EntriesOf(path_)), ids);
}

TEST_F(ServedLogTest, SaysWhoCalledInWhichTrace) {
  const std::string socket = folder_.Path("s");
  StartWithLog({absl::StrCat("--listen=127.0.0.1:0,unix:", socket)});
  Check({{"traceparent", kTraceparent}});
  WaitForEntries(path_, 1);
  stub_ =
      v1::AuthorizationService::NewStub(Connect(absl::StrCat("unix:", socket)));
  Check({{"traceparent", "00-0-0-0"}});
  const std::vector<DecisionLogEntry> entries = WaitForEntries(path_, 2);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_THAT(entries[0].caller(), StartsWith("ipv4:127.0.0.1:"));
  EXPECT_EQ(entries[1].caller(), "unix");
  EXPECT_EQ(entries[0].trace_parent(), kTraceparent);
  EXPECT_EQ(entries[1].trace_parent(), "");
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
    WaitForEntries(path_, ++calls);
  }
  std::vector<std::string> callers;
  for (const DecisionLogEntry& entry : EntriesOf(path_)) {
    callers.push_back(entry.caller());
  }
  EXPECT_THAT(callers, ElementsAre("tls:web", "tls:spiffe://test/web",
                                   R"(tls:?"\)", absl::StrCat("tls:", longest),
                                   absl::StrCat("tls:", longest, "…")));
}

TEST_F(ServedLogTest, RefusedCallsAreLogged) {
  StartWithLog({"--max_in_flight=1"});
  // Calls at once until one is refused.
  constexpr int kClients = 8;
  const v1::BatchCheckRequest batch = LargeBatch();
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
  for (const DecisionLogEntry& entry : EntriesOf(path_)) {
    if (entry.status() != "RESOURCE_EXHAUSTED") continue;
    ++refused;
    EXPECT_EQ(entry.message(), "the server has too many calls in flight");
    EXPECT_EQ(entry.method(), "BatchCheck");
    EXPECT_EQ(entry.call_id().size(), 15U);
  }
  EXPECT_GT(refused, 0);
  // The operation log tells of it once.
  int told = 0;
  for (LogLine line : testing_support::ParseLog(finished.err)) {
    if (line["message"] == "calls are refused") ++told;
  }
  EXPECT_EQ(told, 1);
}

TEST_F(ServedLogTest, GoesToStdout) {
  Start({"--decision_log=stdout"});
  Check();
  server_->process().Signal(SIGHUP);
  ReadLine("policy reloaded");
  Check();
  const Finished finished = Stop();
  // Which it cannot be.
  EXPECT_THAT(finished.err, Not(HasSubstr("decision log reopened")));
  const std::string listening =
      absl::StrCat("listening on ", server_->address(), "\n");
  ASSERT_THAT(finished.out, StartsWith(listening));
  EXPECT_EQ(
      ParseEntries(absl::string_view(finished.out).substr(listening.size()))
          .size(),
      2U);
}

TEST_F(ServedLogTest, RotatesOnSighup) {
  StartWithLog();
  Check({{"x-request-id", "1"}});
  WaitForEntries(path_, 1);
  const std::string old = folder_.Path("old");
  std::filesystem::rename(path_, old);
  server_->process().Signal(SIGHUP);
  ReadLine("decision log reopened");
  Check({{"x-request-id", "2"}});
  Stop();
  EXPECT_THAT(CallIds(EntriesOf(old)), ElementsAre("1"));
  EXPECT_THAT(CallIds(EntriesOf(path_)), ElementsAre("2"));
}

TEST_F(ServedLogTest, SaysThatItCannotBeReopened) {
  StartWithLog();
  std::filesystem::rename(path_, folder_.Path("old"));
  std::filesystem::create_directory(path_);
  server_->process().Signal(SIGHUP);
  const LogLine line =
      ReadLine("decision log not reopened, the old file is kept");
  EXPECT_EQ(line.at("level"), "error");
  EXPECT_EQ(line.at("error"),
            absl::StrCat("cannot open `", path_, "`: is a directory"));
}

TEST_F(ServedLogTest, LosesNoDecisionWhenItEnds) {
  StartWithLog();
  const v1::BatchCheckRequest batch = LargeBatch();
  constexpr int kBatches = 5;
  for (int i = 0; i < kBatches; ++i) ASSERT_TRUE(Batch(batch).ok());
  EXPECT_THAT(Stop().err, HasSubstr("\"lost_decision_log_lines\":0"));
  int decisions = 0;
  for (const DecisionLogEntry& entry : EntriesOf(path_)) {
    decisions += entry.decisions_size();
  }
  EXPECT_EQ(decisions, kBatches * batch.checks_size());
}

TEST_F(ServedLogTest, AFullDiskHoldsNothingUp) {
  Start({"--decision_log=/dev/full", "--decision_log_queue_bytes=1048576"});
  const v1::BatchCheckRequest batch = LargeBatch();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Batch(batch).ok());
  EXPECT_EQ(ReadLine("decision log cannot be written").at("error"),
            "cannot write to `/dev/full`: no space left on device");
  EXPECT_THAT(Stop().err, Not(HasSubstr("\"lost_decision_log_lines\":0")));
}

TEST_F(ServedLogTest, APipeThatNobodyReadsHoldsNothingUp) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  StartWithLog({"--decision_log_queue_bytes=1048576"});
  const v1::BatchCheckRequest batch = LargeBatch();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Batch(batch).ok());
  EXPECT_EQ(ReadLine("decision log cannot be written").at("error"),
            absl::StrCat("nobody reads `", path_, "`"));
  const int reader = open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  std::array<char, 65'536> some = {};
  EXPECT_GT(read(reader, some.data(), some.size()), 0);
  const LogLine again = ReadLine("decision log is written again");
  EXPECT_EQ(again.at("level"), "info");
  EXPECT_EQ(again.at("file"), path_);
  close(reader);
  Stop();
}

TEST_F(ServedLogTest, APipeThatNobodyReadsHoldsAllUpWhereItBlocks) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  StartWithLog({"--decision_log_queue_bytes=1048576",
                "--decision_log_full=block", "--drain_timeout=1s"});
  // More than there is room for: some batch waits.
  const v1::BatchCheckRequest batch = LargeBatch();
  grpc::Status status;
  for (int i = 0; i < 5 && status.ok(); ++i) {
    status = Batch(batch, std::chrono::seconds(2));
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);

  // It goes on as soon as somebody reads.
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  std::thread reader([fd] {
    std::array<char, 65536> buffer;
    while (read(fd, buffer.data(), buffer.size()) > 0) {
    }
  });
  EXPECT_TRUE(Batch(batch).ok());
  // The server's end is the last writing one.
  EXPECT_THAT(Stop().err, HasSubstr("\"lost_decision_log_lines\":0"));
  reader.join();
  close(fd);
}

// The flags that no other test is about.

TEST_F(ServedLogTest, HashesAreTheSameUnderOneKey) {
  const std::string key = folder_.Write("key", "0123456789abcdef");
  std::vector<std::string> hashes;
  for (const std::string& more :
       {std::string(), absl::StrCat("--decision_log_hash_key=", key),
        absl::StrCat("--decision_log_hash_key=", key)}) {
    std::vector<std::string> flags = {"--decision_log_hash_ids",
                                      "--decision_log_requests"};
    if (!more.empty()) flags.push_back(more);
    StartWithLog(flags);
    Check();
    Stop();
    const LoggedDecision decision = EntriesOf(path_).back().decisions(0);
    EXPECT_EQ(decision.request().actor().id(), decision.actor_id());
    hashes.push_back(decision.actor_id());
  }
  EXPECT_NE(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[1], hashes[2]);
}

TEST_F(ServedLogTest, AllowsAreLeftOutWhereAsked) {
  v1::CheckRequest allowed = DeniedCheck();
  allowed.mutable_actor()->set_company_admin(true);
  for (const char* flag :
       {"--decision_log_filter=denials", "--decision_log_sample_allows=0"}) {
    std::filesystem::remove(path_);
    StartWithLog({flag});
    Check({}, allowed);
    Check({{"x-request-id", "denied"}});
    Stop();
    EXPECT_THAT(CallIds(EntriesOf(path_)), ElementsAre("denied")) << flag;
  }
}

}  // namespace
}  // namespace server
