// Requests put to the methods of the server, and what holds of every answer.

#ifndef TESTS_FUZZ_HANDLE_H_
#define TESTS_FUZZ_HANDLE_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/rpc/decision_service.h"

namespace fuzz {

namespace v1 = ::conversations::authz::v1;

// One of the three.
using Method = decltype(&server::AuthorizationService::Check);

struct Answer {
  grpc::Status status;
  // Of the response, where the status is OK.
  std::string bytes;
};

// The answer to the bytes of a request, by the embedded policy. Requires that
// it is the same a second time, however the bytes are split, and that its
// status is one that clients may get.
Answer Handle(Method method, absl::string_view request);

// A request with nothing but the time of evaluation. After the bytes of a
// request without one, its bytes set it.
v1::CheckRequest AtAFixedTime();

// Requires what always holds of the response to `request` in itself: that only
// REASON_ALLOWED allows, that an allow is by requirements that are all
// satisfied, and so on.
void RequireSound(const v1::CheckRequest& request,
                  const v1::CheckResponse& response);

}  // namespace fuzz

#endif  // TESTS_FUZZ_HANDLE_H_
