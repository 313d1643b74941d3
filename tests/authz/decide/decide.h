// Decides requests that tests write as text.

#ifndef TESTS_AUTHZ_DECIDE_DECIDE_H_
#define TESTS_AUTHZ_DECIDE_DECIDE_H_

#include <string>

#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace authz {

// The decision on `request`, a CheckRequest in text format, laid over one of
// the actor "ana" who configures the tool at 1000 s. One that is malformed
// fails the test. The policy's version, which engine_test.cc looks at, is left
// out.
inline v1::CheckResponse Decide(const CompiledPolicy& policy,
                                const std::string& request) {
  auto full = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL "
      "at { seconds: 1000 }");
  MergeText(request, full);
  v1::CheckResponse response;
  const std::optional<Malformed> malformed =
      Check(policy, RequestLimits(), full, absl::InfiniteFuture(), response)
          .malformed;
  EXPECT_FALSE(malformed.has_value())
      << ToString(malformed.value_or(Malformed()));
  response.clear_policy_version();
  return response;
}

}  // namespace authz

#endif  // TESTS_AUTHZ_DECIDE_DECIDE_H_
