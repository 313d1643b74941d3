// Gives the bytes of a CheckRequest to Check.

#include <string>

#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/rpc/authorization_service.h"
#include "tests/fuzz/handle.h"
#include "tests/fuzz/input_type.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/target.h"

namespace fuzz {

const google::protobuf::Message& InputType() {
  return v1::CheckRequest::default_instance();
}

void RunTarget(absl::string_view input) {
  std::string bytes(input);
  v1::CheckRequest request;
  // An explanation says when it was decided.
  if (request.ParseFromString(bytes) && request.explain() &&
      !request.has_at()) {
    bytes += AtAFixedTime().SerializeAsString();
  }
  const Answer answer = Handle(&server::AuthorizationService::Check, bytes);
  if (!answer.status.ok()) return;
  Require(request.ParseFromString(bytes), "what is decided is a request");
  v1::CheckResponse response;
  Require(response.ParseFromString(answer.bytes), "the response parses");
  Require(!response.policy_version().empty(),
          "the response has the policy's version", response.DebugString());
  RequireSound(request, response);
}

}  // namespace fuzz
