// Gives the bytes of a CheckRequest to the engine and to the naive evaluator,
// which must decide alike.

#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "tests/authz/policies.h"
#include "tests/fuzz/input_type.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/target.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/comparison.h"

namespace fuzz {

namespace v1 = ::conversations::authz::v1;

const google::protobuf::Message& InputType() {
  return v1::CheckRequest::default_instance();
}

void RunTarget(absl::string_view input) {
  v1::CheckRequest request;
  if (!request.ParseFromString(std::string(input))) return;
  // The time of most seeds.
  google::protobuf::Timestamp now;
  now.set_seconds(1'700'000'000);
  authz::naive::Comparison comparison;
  CompareDecisions(authz::EmbeddedPolicy(), request, now, comparison);
  Require(comparison.compared == 1 && comparison.differing == 0,
          "the engine and the naive evaluator decide alike",
          absl::StrJoin(comparison.shown, "\n"));
}

}  // namespace fuzz
