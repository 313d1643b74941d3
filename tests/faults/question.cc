#include "tests/faults/question.h"

#include <grpcpp/support/slice.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/message_lite.h"
#include "google/protobuf/util/message_differencer.h"

namespace faults {
namespace {

namespace v1 = ::conversations::authz::v1;

grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

Question Ask(const authz::CompiledPolicy& policy,
             const v1::CheckRequest& request) {
  v1::CheckResponse response;
  const std::optional<authz::Malformed> malformed =
      authz::Check(policy, authz::RequestLimits(), request, absl::Now(),
                   response)
          .malformed;
  if (malformed.has_value()) {
    return {
        false,
        ToBytes(request),
        {grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, ToString(*malformed)),
         ""}};
  }
  return {false, ToBytes(request), {{}, response.SerializeAsString()}};
}

Question Ask(const authz::CompiledPolicy& policy,
             const v1::BatchCheckRequest& request) {
  v1::BatchCheckResponse response;
  const absl::Status status = authz::BatchCheck(
      policy, authz::RequestLimits(), request, absl::Now(), [] { return true; },
      response);
  if (!status.ok()) {
    // Abseil's codes are gRPC's.
    return {true,
            ToBytes(request),
            {grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                          std::string(status.message())),
             ""}};
  }
  response.set_policy_version(policy.version);
  return {true, ToBytes(request), {{}, response.SerializeAsString()}};
}

// Which checks an answer allows; none where it is an error.
template <typename Response>
std::vector<bool> Allowed(const Response& response);

template <>
std::vector<bool> Allowed(const v1::CheckResponse& response) {
  return {response.allowed()};
}

template <>
std::vector<bool> Allowed(const v1::BatchCheckResponse& response) {
  std::vector<bool> allowed;
  allowed.reserve(static_cast<std::size_t>(response.results_size()));
  for (const v1::BatchCheckResult& result : response.results()) {
    allowed.push_back(result.response().allowed());
  }
  return allowed;
}

template <typename Response>
Verdict Compare(const std::string& right, const std::string& actual) {
  Response right_response;
  Response response;
  if (!right_response.ParseFromString(right) ||
      !response.ParseFromString(actual)) {
    return Verdict::kWrong;
  }
  if (google::protobuf::util::MessageDifferencer::Equals(right_response,
                                                         response)) {
    return Verdict::kRight;
  }
  const std::vector<bool> may = Allowed(right_response);
  const std::vector<bool> said = Allowed(response);
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (said[i] && (i >= may.size() || !may[i])) return Verdict::kWrongAllow;
  }
  return Verdict::kWrong;
}

}  // namespace

std::vector<Question> MakeQuestions(const authz::CompiledPolicy& policy,
                                    absl::Span<const cli::CaseFile> files,
                                    absl::Span<const int> batch_sizes) {
  std::vector<v1::CheckRequest> checks;
  for (const cli::CaseFile& file : files) {
    for (const authz::TestCase& test_case : file.cases) {
      checks.push_back(test_case.request);
      checks.back().set_id(absl::StrCat(checks.size()));
    }
  }
  // Malformed: there is no actor.
  checks.emplace_back().set_id("nobody");

  std::vector<Question> questions;
  questions.reserve(checks.size() + batch_sizes.size());
  for (const v1::CheckRequest& check : checks) {
    questions.push_back(Ask(policy, check));
  }
  std::size_t next = 0;
  for (const int size : batch_sizes) {
    v1::BatchCheckRequest batch;
    for (int i = 0; i < size; ++i, next = (next + 1) % checks.size()) {
      v1::CheckRequest& check = *batch.add_checks();
      check = checks[next];
      check.set_id(absl::StrCat("batch-", i));
    }
    questions.push_back(Ask(policy, batch));
  }
  return questions;
}

Verdict Judge(const Question& question, const Answer& answer) {
  const grpc::Status& right = question.right.status;
  const grpc::Status& status = answer.status;
  if (!status.ok()) {
    if (status.error_code() == right.error_code() &&
        status.error_message() == right.error_message()) {
      return Verdict::kRight;
    }
    return status.error_code() == grpc::StatusCode::INVALID_ARGUMENT
               ? Verdict::kWrong
               : Verdict::kFailed;
  }
  if (right.ok() && answer.response == question.right.response) {
    return Verdict::kRight;
  }
  // Where an error is due, nothing is allowed.
  const Verdict verdict = question.is_batch
                              ? Compare<v1::BatchCheckResponse>(
                                    question.right.response, answer.response)
                              : Compare<v1::CheckResponse>(
                                    question.right.response, answer.response);
  return verdict == Verdict::kRight && !right.ok() ? Verdict::kWrong : verdict;
}

}  // namespace faults
