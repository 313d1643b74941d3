#include "authz/policy_tests/clock.h"

#include <optional>

#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/facts/time.h"
#include "authz/policy_tests/case_runner.h"

namespace authz {
namespace {

// None where the request is malformed.
std::optional<v1::CheckResponse> DecideAt(const CompiledPolicy& policy,
                                          const v1::CheckRequest& request,
                                          absl::Time now) {
  v1::CheckResponse response;
  if (Check(policy, RequestLimits(), request, now, response).malformed) {
    return std::nullopt;
  }
  return response;
}

}  // namespace

bool DependsOnClock(const CompiledPolicy& policy, const TestCase& test_case) {
  const v1::CheckRequest& request = test_case.request;
  if (request.has_at() || !request.message().has_sent_at()) return false;
  const absl::Time sent_at = ToTime(request.message().sent_at());
  TestCase within = test_case;
  const auto response = DecideAt(policy, request, sent_at);
  if (!response.has_value()) return false;
  within.expect = *response;
  // Within the window, behind it, and from the future: all that a time can be.
  for (const absl::Time now :
       {sent_at + policy.parameters.edit_window + absl::Nanoseconds(1),
        sent_at - policy.parameters.max_clock_skew - absl::Nanoseconds(1)}) {
    if (!Differences(within, *DecideAt(policy, request, now)).empty()) {
      return true;
    }
  }
  return false;
}

}  // namespace authz
