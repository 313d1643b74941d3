// The policy decision point in process: from a request to a decision.
//
//   CompileResult loaded = LoadPolicy(EmbeddedPolicyText());
//   v1::CheckResponse response;
//   std::optional<Malformed> malformed =
//       Check(*loaded.policy, CheckLimits(), request, absl::Now(), response);
//   if (malformed.has_value()) ...           // an error: there is no decision
//   else if (response.allowed()) ...
//
// Pure functions: all that they read is in their parameters. Thread-safe.

#ifndef AUTHZ_DECIDE_ENGINE_H_
#define AUTHZ_DECIDE_ENGINE_H_

#include <cstddef>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "authz/decide/malformed.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// How much a request may ask for.
struct CheckLimits {
  // The most targets, and the most items, in a check.
  int max_targets = 10'000;
  // The most checks in a batch.
  int max_batch = 10'000;
  // The most bytes of a batch's results. A small request can ask for huge ones:
  // many checks that share many targets which all fail.
  std::size_t max_results_bytes = std::size_t{64} * 1024 * 1024;
};

// Decides `request` at `now`, unless it says itself when. Fills `response`,
// which must be empty, except where the request is malformed.
std::optional<Malformed> Check(const CompiledPolicy& policy,
                               const CheckLimits& limits,
                               const v1::CheckRequest& request, absl::Time now,
                               v1::CheckResponse& response);

// The same for a view of a request, as a batch has them. Leaves the policy's
// version, which a batch says once, to the caller.
std::optional<Malformed> Check(const CompiledPolicy& policy,
                               const CheckLimits& limits,
                               const RequestView& request, absl::Time now,
                               v1::CheckResponse& response);

// Decides every check of `request` by one policy at one time, and hands each,
// as it is laid over what all share, with its result to `take`, in the order of
// the checks. Both are valid until `take` returns, and the result knows its
// size: see GetCachedSize. Leaves the policy's version, which a response says
// once, to the caller.
//
// `keep_going` is asked every kChecksBetweenAsking checks; where it says no,
// work stops. Returns INVALID_ARGUMENT where the batch is malformed as a whole,
// CANCELLED where it was stopped, RESOURCE_EXHAUSTED where its results are too
// large. What has been taken is then of no use.
inline constexpr int kChecksBetweenAsking = 500;
absl::Status BatchCheck(
    const CompiledPolicy& policy, const CheckLimits& limits,
    const v1::BatchCheckRequest& request, absl::Time now,
    absl::FunctionRef<bool()> keep_going,
    absl::FunctionRef<void(const RequestView&, const v1::BatchCheckResult&)>
        take);

// The same. Fills `response`, which must be empty.
absl::Status BatchCheck(const CompiledPolicy& policy, const CheckLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        v1::BatchCheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_ENGINE_H_
