// What the handlers leave in the decision log: each kind of line, parsed
// strictly by Protobuf, which keeps decision_log.proto and its writer together.

#include "server/decision_log/decision_log.h"

#include <fcntl.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/log/v1/decision_log.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "server/decision_log/call_log.h"
#include "server/reload/policy_store.h"
#include "server/rpc/decision_service.h"
#include "server/rpc/server_call.h"
#include "server/rpc/worker.h"
#include "tests/server/decision_log/log_entries.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

// A check that is allowed, and one that is denied.
constexpr char kAllow[] =
    "actor { id: 'ada' company_admin: true } "
    "action: ACTION_EXPORT_CONVERSATIONS project_id: 'p' "
    "export_range { start_time { seconds: 1 } end_time { seconds: 2 } }";
constexpr char kDenial[] =
    "actor { id: 'bob' company_admin: false "
    "        permission_level: PERMISSION_LEVEL_NONE } "
    "action: ACTION_CONFIGURE_TOOL";
// One that is allowed by the time, 100 s after the message was sent.
constexpr char kEdit[] =
    "actor { id: 'ada' in_project_directory: true "
    "        permission_level: PERMISSION_LEVEL_STANDARD } "
    "action: ACTION_EDIT_MESSAGE "
    "settings { access: ACCESS_ANY_USER project_enabled: true "
    "           edit_delete_enabled: true } "
    "conversation { id: 'c' type: CONVERSATION_TYPE_GROUP "
    "               actor_is_member: true } "
    "message { id: 'm' author_id: 'ada' "
    "          sent_at { seconds: 1000000000 nanos: 5 } } "
    "at { seconds: 1000000100 nanos: 500000000 }";
// One that is denied where it has targets who are strangers to the project.
constexpr char kGroupMessage[] =
    "actor { id: 'ada' company_admin: true in_project_directory: true "
    "        permission_level: PERMISSION_LEVEL_ADMIN } "
    "action: ACTION_SEND_GROUP_MESSAGE "
    "settings { access: ACCESS_ANY_USER project_enabled: true } "
    "conversation { id: 'c' actor_is_member: true } ";
constexpr char kStranger[] = "company_admin: false in_project_directory: false";

class DecisionLogTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<PolicyStore>> policy = PolicyStore::Load("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    policy_ = *std::move(policy);
    options_.destination = folder_.Path("log");
  }

  // Starts to log, as `options_` say.
  void Open() {
    absl::StatusOr<std::unique_ptr<DecisionLog>> log =
        DecisionLog::Open(options_);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
    DecisionServiceOptions options;
    options.log = log_.get();
    service_ = std::make_unique<DecisionService>(*policy_, options);
  }

  // Asks one of the three methods.
  grpc::Status Ask(decltype(&AuthorizationService::Check) method,
                   const grpc::ByteBuffer& request) {
    grpc::ServerContext context;
    Worker worker(nullptr);
    ServerCall call(worker, context, request);
    grpc::ByteBuffer response;
    return (service_.get()->*method)(call, response);
  }
  grpc::Status Check(const std::string& request) {
    return Ask(&AuthorizationService::Check,
               ToBuffer(Parse<v1::CheckRequest>(request)));
  }
  grpc::Status Batch(const v1::BatchCheckRequest& request) {
    return Ask(&AuthorizationService::BatchCheck, ToBuffer(request));
  }
  grpc::Status Batch(const std::string& request) {
    return Batch(Parse<v1::BatchCheckRequest>(request));
  }

  // All that was logged.
  std::vector<DecisionLogEntry> Close() {
    EXPECT_EQ(log_->Close(absl::Minutes(1)), 0);
    return EntriesOf(options_.destination);
  }

  // Expects the entry to be this, and to have what every entry of a call has.
  static void ExpectEntry(DecisionLogEntry entry, const std::string& expected) {
    const absl::Time time =
        absl::FromUnixNanos(TimeUtil::TimestampToNanoseconds(entry.time()));
    EXPECT_LT(absl::AbsDuration(absl::Now() - time), absl::Minutes(10));
    EXPECT_EQ(entry.call_id().size(), 15U);
    EXPECT_EQ(entry.caller(), "unknown");
    EXPECT_GT(entry.duration(), google::protobuf::Duration());
    if (entry.decisions_size() > 0) {
      EXPECT_THAT(entry.policy_version(), HasSubstr("conversations@"));
    }
    entry.clear_time();
    entry.clear_call_id();
    entry.clear_caller();
    entry.clear_duration();
    entry.clear_policy_version();
    std::string difference;
    MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(Parse<DecisionLogEntry>(expected), entry))
        << difference << entry.DebugString();
  }

  const testing_support::TempFolder folder_;
  std::unique_ptr<PolicyStore> policy_;
  DecisionLogOptions options_;
  std::unique_ptr<DecisionLog> log_;
  std::unique_ptr<DecisionService> service_;
};

struct CheckCase {
  std::string name;
  std::string request;
  std::string entry;
};

void PrintTo(const CheckCase& check, std::ostream* os) { *os << check.name; }

class CheckEntryTest : public DecisionLogTest,
                       public testing::WithParamInterface<CheckCase> {};

TEST_P(CheckEntryTest, SaysWhatWasDecided) {
  Open();
  Check(GetParam().request);
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 1U);
  ExpectEntry(entries[0], absl::StrCat("method: 'Check' ", GetParam().entry));
}

INSTANTIATE_TEST_SUITE_P(
    All, CheckEntryTest,
    testing::Values(
        CheckCase{"Allow", kAllow,
                  "status: 'OK' decisions { "
                  "action: ACTION_EXPORT_CONVERSATIONS actor_id: 'ada' "
                  "project_id: 'p' allowed: true reason: REASON_ALLOWED }"},
        CheckCase{"Denial", kDenial,
                  "status: 'OK' decisions { action: ACTION_CONFIGURE_TOOL "
                  "actor_id: 'bob' allowed: false reason: "
                  "REASON_COMPANY_ADMIN_REQUIRED }"},
        CheckCase{"MissingFacts",
                  "actor { id: 'ada' } action: ACTION_EXPORT_CONVERSATIONS",
                  "status: 'OK' decisions { "
                  "action: ACTION_EXPORT_CONVERSATIONS actor_id: 'ada' "
                  "allowed: false reason: REASON_MISSING_FACTS "
                  "missing_facts: 'actor.company_admin' "
                  "missing_facts: 'export_range' }"},
        CheckCase{"OffendingIds",
                  absl::StrCat(kGroupMessage, "targets { id: 't1' ", kStranger,
                               "} targets { id: 't2' ", kStranger, " }"),
                  "status: 'OK' decisions { "
                  "action: ACTION_SEND_GROUP_MESSAGE actor_id: 'ada' "
                  "conversation_id: 'c' allowed: false "
                  "reason: REASON_TARGET_NOT_IN_DIRECTORY "
                  "offending_ids: 't1' offending_ids: 't2' }"},
        CheckCase{"ByTheTime", kEdit,
                  "status: 'OK' decisions { "
                  "action: ACTION_EDIT_MESSAGE actor_id: 'ada' "
                  "conversation_id: 'c' message_id: 'm' "
                  "allowed: true reason: REASON_ALLOWED "
                  "at { seconds: 1000000100 nanos: 500000000 } "
                  "sent_at { seconds: 1000000000 nanos: 5 } "
                  "valid_until { seconds: 1000000300 nanos: 5 } }"},
        CheckCase{"EveryKindOfCharacter",
                  "actor { id: '\\000\\001\\037\\177\\n\\\"\\\\<&>' "
                  "        company_admin: true } "
                  "action: ACTION_CONFIGURE_TOOL "
                  "conversation { id: '😀\\342\\200\\250' }",
                  "status: 'OK' decisions { action: ACTION_CONFIGURE_TOOL "
                  "actor_id: '\\000\\001\\037\\177\\n\\\"\\\\<&>' "
                  "conversation_id: '😀\\342\\200\\250' "
                  "allowed: true reason: REASON_ALLOWED }"},
        CheckCase{"Malformed", "action: ACTION_VIEW_MESSAGES",
                  "status: 'INVALID_ARGUMENT' "
                  "message: 'actor.id: must not be empty'"}),
    [](const testing::TestParamInfo<CheckCase>& info) {
      return info.param.name;
    });

TEST_F(DecisionLogTest, ABatchIsOneEntryWithTheMalformedChecksToo) {
  Open();
  ASSERT_TRUE(
      Batch(absl::StrCat("shared { ", kAllow, " } checks {} checks { ", kDenial,
                         "} checks { action: 99 } "
                         "checks { owner_id: 'x' }"))
          .ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 1U);
  const std::string allow =
      "action: ACTION_EXPORT_CONVERSATIONS actor_id: 'ada' project_id: 'p' "
      "allowed: true reason: REASON_ALLOWED";
  ExpectEntry(
      entries[0],
      absl::StrCat(
          "method: 'BatchCheck' status: 'OK' decisions { index: 0 ", allow,
          " } decisions { index: 1 action: ACTION_CONFIGURE_TOOL "
          "actor_id: 'bob' project_id: 'p' "
          "allowed: false reason: REASON_COMPANY_ADMIN_REQUIRED } "
          "decisions { index: 2 error { code: 3 field: 'action' "
          "message: 'action: `99` is not a value of the enum Action' } } "
          "decisions { index: 3 ",
          allow, " }"));
}

TEST_F(DecisionLogTest, ALargeBatchIsSeveralEntriesOfWhichTheLastHasTheStatus) {
  constexpr int kChecks = 1'000;
  Open();
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  for (int i = 0; i < kChecks; ++i) batch.add_checks();
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_GT(entries.size(), 2U);
  std::uint32_t next = 0;
  for (const DecisionLogEntry& entry : entries) {
    EXPECT_EQ(entry.call_id(), entries[0].call_id());
    EXPECT_EQ(entry.status(), &entry == &entries.back() ? "OK" : "");
    for (const LoggedDecision& decision : entry.decisions()) {
      EXPECT_EQ(decision.index(), next++);
    }
  }
  EXPECT_EQ(next, static_cast<std::uint32_t>(kChecks));
}

TEST_F(DecisionLogTest, OfACallThatFailsOnlyTheErrorIsLogged) {
  Open();
  const auto request = Parse<v1::CheckRequest>(kAllow);
  authz::v1::CheckResponse response;
  grpc::ServerContext context;
  CallLog call(log_.get(), context, "BatchCheck", absl::Now());
  const PolicyStore::Policy policy = policy_->Current();
  call.Begin(*policy, &request);
  authz::CheckOutcome outcome;
  outcome.request = authz::ViewOf(request);
  outcome.response = &response;
  call.Add(outcome, request);
  call.End(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "too late"));
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 1U);
  ExpectEntry(entries[0],
              "method: 'BatchCheck' status: 'DEADLINE_EXCEEDED' "
              "message: 'too late'");
}

TEST_F(DecisionLogTest, BytesThatAreNoRequestAreLogged) {
  Open();
  const grpc::ByteBuffer bytes = ToBuffer("\xff");
  EXPECT_FALSE(Ask(&AuthorizationService::Check, bytes).ok());
  EXPECT_FALSE(Ask(&AuthorizationService::GetServerInfo, bytes).ok());
  EXPECT_TRUE(Ask(&AuthorizationService::GetServerInfo, ToBuffer("")).ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 2U);
  const std::string is_no =
      "status: 'INVALID_ARGUMENT' message: 'request: is not a "
      "conversations.authz.v1.";
  const std::string why = ", its bytes are malformed or nested too deep'";
  ExpectEntry(entries[0],
              absl::StrCat("method: 'Check' ", is_no, "CheckRequest", why));
  ExpectEntry(entries[1], absl::StrCat("method: 'GetServerInfo' ", is_no,
                                       "GetServerInfoRequest", why));
}

TEST_F(DecisionLogTest, LongIdsAndListsAreCut) {
  Open();
  auto request = Parse<v1::CheckRequest>(kGroupMessage);
  request.mutable_actor()->set_id(std::string(255, 'a') + "é");
  request.mutable_conversation()->set_id(std::string(256, 'c'));
  for (int i = 0; i < 25; ++i) {
    *request.add_targets() =
        Parse<v1::User>(absl::StrCat("id: 't", i, "' ", kStranger));
  }
  Ask(&AuthorizationService::Check, ToBuffer(request));
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 1U);
  const LoggedDecision& decision = entries[0].decisions(0);
  EXPECT_EQ(decision.actor_id(), std::string(255, 'a') + "…");
  EXPECT_EQ(decision.conversation_id(), request.conversation().id());
  ASSERT_EQ(decision.offending_ids_size(), 20);
  EXPECT_EQ(decision.offending_ids(19), "t19");
  EXPECT_EQ(decision.more_offending_ids(), 5U);
}

TEST_F(DecisionLogTest, RequestsAreThoseThatCameAndGiveTheDecisionAgain) {
  options_.requests = true;
  Open();
  const auto batch = Parse<v1::BatchCheckRequest>(
      absl::StrCat("shared { ", kEdit,
                   " id: 's' explain: true items { id: 'i' "
                   "tool: 'rfis' private: true actor_access { "
                   "tool_permission_level: PERMISSION_LEVEL_READ_ONLY } } }",
                   "checks { id: '1' } checks { at { seconds: 2000000000 } }"));
  ASSERT_TRUE(Batch(batch).ok());
  Ask(&AuthorizationService::Check, ToBuffer(batch.shared()));
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_TRUE(MessageDifferencer::Equals(entries[0].shared(), batch.shared()));
  for (int i = 0; i < 2; ++i) {
    const LoggedDecision& decision = entries[0].decisions(i);
    EXPECT_TRUE(
        MessageDifferencer::Equals(decision.request(), batch.checks(i)));
    EXPECT_EQ(decision.allowed(), i == 0);
  }
  EXPECT_FALSE(entries[1].has_shared());
  EXPECT_TRUE(MessageDifferencer::Equals(entries[1].decisions(0).request(),
                                         batch.shared()));
}

// No check reads it, so it may be anything.
TEST_F(DecisionLogTest, ASharedTimeThatIsNoneMakesNoBadLine) {
  options_.requests = true;
  Open();
  auto batch = Parse<v1::BatchCheckRequest>(
      absl::StrCat("shared { ", kEdit, " } checks { at { seconds: 1 } }"));
  batch.mutable_shared()->mutable_at()->set_seconds(1'000'000'000'000);
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_FALSE(entries[0].shared().has_at());
  EXPECT_EQ(entries[0].decisions(0).request().at().seconds(), 1);
}

TEST_F(DecisionLogTest, HashesStandForIdsEverywhere) {
  options_.hash_ids = true;
  options_.requests = true;
  Open();
  const std::string request =
      "id: 'secret-check' project_id: 'secret-project' "
      "actor { id: 'secret-actor' company_admin: true "
      "in_project_directory: true permission_level: PERMISSION_LEVEL_ADMIN } "
      "action: ACTION_SEND_GROUP_MESSAGE "
      "settings { access: ACCESS_ANY_USER project_enabled: true } "
      "conversation { id: 'secret-conversation' actor_is_member: true } "
      "message { id: 'secret-message' author_id: 'secret-actor' } "
      "items { id: 'secret-item' tool: 'secret-tool' } "
      "targets { id: 'secret-actor' company_admin: false "
      "in_project_directory: false } ";
  Check(request);
  ASSERT_TRUE(Batch(absl::StrCat("shared { ", request, " } checks {}")).ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 2U);
  for (const DecisionLogEntry& entry : entries) {
    EXPECT_THAT(entry.DebugString(), Not(HasSubstr("secret")));
    const LoggedDecision& decision = entry.decisions(0);
    EXPECT_EQ(decision.actor_id().size(), 32U);
    EXPECT_EQ(decision.actor_id(), entries[0].decisions(0).actor_id());
    EXPECT_THAT(decision.offending_ids(), ElementsAre(decision.actor_id()));
    EXPECT_NE(decision.actor_id(), decision.conversation_id());
  }
  const LoggedDecision& check = entries[0].decisions(0);
  EXPECT_EQ(check.request().actor().id(), check.actor_id());
  EXPECT_EQ(check.request().project_id(), check.project_id());
  EXPECT_EQ(check.request().message().author_id(), check.actor_id());
  EXPECT_EQ(check.request().items(0).tool().size(), 32U);
}

TEST_F(DecisionLogTest, FilterLeavesAllowsOut) {
  options_.denials_only = true;
  Open();
  Check(kAllow);
  Check(kDenial);
  Check("");
  ASSERT_TRUE(Batch(absl::StrCat("shared { ", kAllow, " } checks {} checks { ",
                                 kDenial, " } checks {}"))
                  .ok());
  const std::vector<DecisionLogEntry> entries = Close();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].decisions(0).actor_id(), "bob");
  EXPECT_EQ(entries[1].status(), "INVALID_ARGUMENT");
  ASSERT_EQ(entries[2].decisions_size(), 1);
  EXPECT_EQ(entries[2].decisions(0).index(), 1U);
}

TEST_F(DecisionLogTest, SamplingIsOfAllowsAndSaysItsRate) {
  options_.sample_allows = 0.25;
  Open();
  constexpr int kCalls = 4'000;
  for (int i = 0; i < kCalls; ++i) Check(kAllow);
  Check(kDenial);
  const std::vector<DecisionLogEntry> entries = Close();
  // A binomial distribution: 8 standard deviations.
  EXPECT_NEAR(static_cast<double>(entries.size()), 0.25 * kCalls, 220);
  for (const DecisionLogEntry& entry : entries) {
    EXPECT_EQ(entry.sample_rate(), 0.25);
  }
  EXPECT_FALSE(entries.back().decisions(0).allowed());
}

TEST_F(DecisionLogTest, CountsWhatItDoes) {
  Open();
  for (int i = 0; i < 5; ++i) Check(kAllow);
  Close();
  const LineWriterStats stats = log_->stats();
  EXPECT_EQ(stats.written_lines, 5);
  EXPECT_GT(stats.written_bytes, 5 * 200);
  EXPECT_EQ(stats.dropped_lines, 0);
  EXPECT_EQ(stats.write_failures, 0);
  EXPECT_EQ(stats.queue_bytes, 0);
  EXPECT_EQ(stats.max_queue_bytes, options_.queue_bytes);
}

// What was dropped before has been told of long ago.
TEST_F(DecisionLogTest, CountsAllThatIsLostAtItsEnd) {
  options_.destination = "/dev/full";
  options_.queue_bytes = 1'000;
  Open();
  std::int64_t calls = 0;
  for (; log_->stats().dropped_lines == 0; ++calls) Check(kAllow);
  const std::int64_t dropped_before = log_->stats().dropped_lines;
  EXPECT_EQ(log_->stats().queue_bytes > 0, true);
  log_->BeginEnding(absl::ZeroDuration());
  for (int i = 0; i < 10; ++i, ++calls) Check(kAllow);
  EXPECT_EQ(log_->Close(absl::Milliseconds(100)), calls - dropped_before);
}

TEST_F(DecisionLogTest, ADropNoticeIsAnEntry) {
  ASSERT_EQ(mkfifo(options_.destination.c_str(), 0600), 0);
  options_.queue_bytes = 1;
  Open();
  while (log_->stats().dropped_lines == 0) Check(kAllow);
  const int pipe = open(options_.destination.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(pipe, 0);
  std::string lines;
  std::array<char, 65'536> some = {};
  while (lines.find("dropped") == std::string::npos ||
         !absl::EndsWith(lines, "\n")) {
    const ssize_t count = read(pipe, some.data(), some.size());
    ASSERT_GT(count, 0);
    lines.append(some.data(), static_cast<std::size_t>(count));
  }
  close(pipe);
  const DecisionLogEntry notice = ParseEntries(lines).back();
  EXPECT_TRUE(notice.has_time());
  EXPECT_EQ(notice.dropped(), 1);
}

TEST_F(DecisionLogTest, IsRefusedWithoutTheKeyItWasAskedFor) {
  options_.hash_ids = true;
  options_.hash_key_file = folder_.Path("none");
  EXPECT_FALSE(DecisionLog::Open(options_).ok());
}

}  // namespace
}  // namespace server
