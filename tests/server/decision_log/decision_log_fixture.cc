#include "tests/server/decision_log/decision_log_fixture.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/server/support/wire_bytes.h"

namespace server {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::util::MessageDifferencer;

void AddStranger(const std::string& id, v1::CheckRequest& request) {
  v1::User& target = *request.add_targets();
  target.set_id(id);
  target.set_company_admin(false);
  target.set_in_project_directory(false);
}

void DecisionLogFixture::SetUp() {
  absl::StatusOr<std::unique_ptr<PolicyReloader>> policy =
      PolicyReloader::Load("");
  ASSERT_TRUE(policy.ok()) << policy.status();
  policy_ = *std::move(policy);
  options_.destination = folder_.Path("log");
}

void DecisionLogFixture::Open() {
  absl::StatusOr<std::unique_ptr<DecisionLog>> log =
      DecisionLog::Open(options_);
  ASSERT_TRUE(log.ok()) << log.status();
  log_ = *std::move(log);
  DecisionServiceOptions options;
  options.limits.max_batch = 10'000;
  options.log = log_.get();
  service_ = std::make_unique<DecisionService>(*policy_, options);
}

grpc::Status DecisionLogFixture::Ask(
    decltype(&AuthorizationService::Check) method,
    const grpc::ByteBuffer& request) {
  grpc::ServerContext context;
  Worker worker(nullptr);
  ServerCall call(worker, context, request);
  grpc::ByteBuffer response;
  return (service_.get()->*method)(call, response);
}

grpc::Status DecisionLogFixture::Check(const grpc::ByteBuffer& request) {
  return Ask(&AuthorizationService::Check, request);
}

grpc::Status DecisionLogFixture::Check(const std::string& request) {
  return Check(ToBuffer(Parse<v1::CheckRequest>(request)));
}

grpc::Status DecisionLogFixture::Batch(const v1::BatchCheckRequest& request) {
  return Ask(&AuthorizationService::BatchCheck, ToBuffer(request));
}

std::vector<Object> DecisionLogFixture::Close() {
  EXPECT_EQ(log_->Close(absl::Seconds(60)), 0);
  return ParseLinesOf(options_.destination);
}

void DecisionLogFixture::ExpectLine(Object line, const std::string& expected) {
  const std::string shown = line.DebugString();
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full,
                              line.fields().at("time").string_value(), &time,
                              nullptr))
      << shown;
  EXPECT_LT(absl::AbsDuration(absl::Now() - time), absl::Minutes(10));
  EXPECT_EQ(Field(line, "call_id").size(), 17U) << shown;
  EXPECT_EQ(Field(line, "caller"), "\"unknown\"") << shown;
  EXPECT_GT(line.fields().at("duration_us").number_value(), 0) << shown;
  for (const char* name : {"time", "call_id", "caller", "duration_us"}) {
    line.mutable_fields()->erase(name);
  }
  Object wanted;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(
          absl::StrReplaceAll(
              expected, {{"VERSION", policy_->store().Current()->version}}),
          &wanted)
          .ok())
      << expected;
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(wanted, line)) << difference << shown;
}

}  // namespace server
