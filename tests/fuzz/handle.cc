#include "tests/fuzz/handle.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/text/utf8.h"
#include "server/reload/policy_store.h"
#include "server/rpc/codec.h"
#include "tests/fuzz/require.h"
#include "tests/server/support/wire_bytes.h"

namespace fuzz {
namespace {

// Lives as long as the program.
server::DecisionService& MakeService() {
  server::KeepProtobufLog();
  absl::StatusOr<std::unique_ptr<server::PolicyStore>> loaded =
      server::PolicyStore::Load("");
  Require(loaded.ok(), "the embedded policy loads", loaded.status().message());
  static const auto& policy = *loaded->release();
  server::DecisionServiceOptions options;
  // Small, so that inputs come beyond them.
  options.limits.max_targets = 3;
  options.limits.max_batch = 4;
  return *new server::DecisionService(policy, options);
}

Answer HandleOnce(Method method, absl::string_view request,
                  std::size_t slice_size) {
  static server::DecisionService& service = MakeService();
  static server::Worker& worker = *new server::Worker(nullptr);
  // Of a call without a deadline.
  static auto& context = *new grpc::ServerContext();
  const grpc::ByteBuffer bytes = server::ToBuffer(request, slice_size);
  server::ServerCall call(worker, context, bytes);
  grpc::ByteBuffer response;
  Answer answer;
  answer.status = (service.*method)(call, response);
  if (answer.status.ok()) answer.bytes = server::ToBytes(response);
  return answer;
}

void RequireSoundStatus(const grpc::Status& status) {
  if (status.ok()) return;
  const std::string& message = status.error_message();
  Require(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT,
          "an error is INVALID_ARGUMENT", message);
  Require(!message.empty() && authz::IsUtf8(message),
          "an error has a message in UTF-8", message);
}

// The outcomes in rule order, from the first failed one on not looked at, that
// belong to the reason.
void RequireExplains(const v1::CheckResponse& response) {
  const auto& results = response.explanation().requirements();
  const auto has = [](v1::Outcome outcome) {
    return [outcome](const v1::RequirementResult& result) {
      return result.outcome() == outcome;
    };
  };
  Require(!results.empty(), "an explanation has requirements");
  const auto failed =
      std::find_if(results.begin(), results.end(), has(v1::OUTCOME_FAILED));
  v1::Reason reason = v1::REASON_ALLOWED;
  if (failed != results.end()) {
    reason = failed->reason();
  } else if (std::any_of(results.begin(), results.end(),
                         has(v1::OUTCOME_UNKNOWN))) {
    reason = v1::REASON_MISSING_FACTS;
  }
  Require(response.reason() == reason,
          "the reason is that of the first failed requirement",
          response.DebugString());
}

}  // namespace

Answer Handle(Method method, absl::string_view request) {
  constexpr std::size_t kOddSize = 7;
  Answer answer = HandleOnce(method, request, std::string::npos);
  const Answer again = HandleOnce(method, request, kOddSize);
  Require(again.status.error_code() == answer.status.error_code() &&
              again.status.error_message() == answer.status.error_message() &&
              again.bytes == answer.bytes,
          "the same bytes get the same answer",
          absl::StrCat(answer.status.error_message(), "\n",
                       again.status.error_message()));
  RequireSoundStatus(answer.status);
  return answer;
}

v1::CheckRequest AtAFixedTime() {
  constexpr int kSeconds = 1'790'000'000;
  v1::CheckRequest request;
  request.mutable_at()->set_seconds(kSeconds);
  return request;
}

void RequireSound(const v1::CheckRequest& request,
                  const v1::CheckResponse& response) {
  const std::string shown =
      absl::StrCat(request.DebugString(), response.DebugString());
  Require(response.id() == request.id(), "the id is the request's", shown);
  Require(v1::Reason_IsValid(response.reason()) &&
              response.reason() != v1::REASON_UNSPECIFIED,
          "every decision has a reason", shown);
  Require(response.allowed() == (response.reason() == v1::REASON_ALLOWED),
          "REASON_ALLOWED, and no other, allows", shown);
  Require(response.missing_facts().empty() ==
              (response.reason() != v1::REASON_MISSING_FACTS),
          "MISSING_FACTS, and no other reason, says what is missing", shown);
  Require(response.offending_ids().empty() || !response.allowed(),
          "an allow has no offending ids", shown);
  Require(response.advice().empty() || response.allowed(),
          "a denial has no advice", shown);
  Require(!response.has_valid_until() || response.allowed(),
          "a denial has no end", shown);
  Require(response.has_explanation() == request.explain(),
          "an explanation is given where it is asked for", shown);
  if (response.has_explanation()) RequireExplains(response);
}

}  // namespace fuzz
