// Gives the bytes of a BatchCheckRequest to BatchCheck. Each result is compared
// with what Check says of that check alone.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/rpc/authorization_service.h"
#include "tests/fuzz/handle.h"
#include "tests/fuzz/input_type.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/target.h"

namespace fuzz {
namespace {

using google::protobuf::FieldDescriptor;

// The check by itself: its own fields, and those of `shared` that it does not
// set. Of the settings each field counts by itself.
v1::CheckRequest Alone(const v1::CheckRequest& check,
                       const v1::CheckRequest& shared) {
  v1::CheckRequest alone = shared;
  std::vector<const FieldDescriptor*> own;
  check.GetReflection()->ListFields(check, &own);
  for (const FieldDescriptor* field : own) {
    if (field->name() != "settings") {
      alone.GetReflection()->ClearField(&alone, field);
    }
  }
  alone.MergeFrom(check);
  return alone;
}

void RequireSameAlone(const v1::CheckRequest& check,
                      const v1::BatchCheckResult& result) {
  const Answer alone =
      Handle(&server::AuthorizationService::Check, check.SerializeAsString());
  const std::string shown = absl::StrCat(
      check.DebugString(), result.DebugString(), alone.status.error_message());
  if (result.has_error()) {
    Require(result.error().code() == alone.status.error_code() &&
                result.error().message() == alone.status.error_message(),
            "a check's error is that of the check alone", shown);
    return;
  }
  Require(result.has_response() && alone.status.ok(),
          "a check that is decided is decided alone too", shown);
  v1::CheckResponse response;
  Require(response.ParseFromString(alone.bytes), "the response parses", shown);
  // A batch says it once.
  response.clear_policy_version();
  Require(response.SerializeAsString() == result.response().SerializeAsString(),
          "a check's response is that of the check alone", shown);
  RequireSound(check, response);
}

}  // namespace

const google::protobuf::Message& InputType() {
  return v1::BatchCheckRequest::default_instance();
}

void RunTarget(absl::string_view input) {
  std::string bytes(input);
  v1::BatchCheckRequest batch;
  // An explanation says when it was decided.
  if (batch.ParseFromString(bytes) && !batch.shared().has_at() &&
      batch.checks_size() > 0) {
    v1::BatchCheckRequest timed;
    *timed.mutable_shared() = AtAFixedTime();
    bytes += timed.SerializeAsString();
  }
  const Answer answer =
      Handle(&server::AuthorizationService::BatchCheck, bytes);
  if (!answer.status.ok()) return;
  Require(batch.ParseFromString(bytes), "what is decided is a batch");
  v1::BatchCheckResponse response;
  Require(response.ParseFromString(answer.bytes), "the response parses");
  Require(!response.policy_version().empty(),
          "the response has the policy's version", response.DebugString());
  Require(response.results_size() == batch.checks_size(),
          "every check has a result", response.DebugString());
  for (int i = 0; i < batch.checks_size(); ++i) {
    RequireSameAlone(Alone(batch.checks(i), batch.shared()),
                     response.results(i));
  }
}

}  // namespace fuzz
