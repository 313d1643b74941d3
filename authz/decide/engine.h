// The policy decision point in process: from a request to a decision.
//
//   CompileResult loaded = LoadPolicy(EmbeddedPolicyText());
//   v1::CheckResponse response;
//   const CheckOutcome outcome = Check(*loaded.policy, RequestLimits(),
//                                      request, absl::Now(), response);
//   if (outcome.malformed.has_value()) ...   // an error: there is no decision
//   else if (response.allowed()) ...
//
// Pure functions: all that they read is in their parameters. Thread-safe.

#ifndef AUTHZ_DECIDE_ENGINE_H_
#define AUTHZ_DECIDE_ENGINE_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "authz/decide/check_outcome.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Limits to what a request may bring and how much it may ask for. The defaults
// are those of the server's flags and of the command, too.
struct RequestLimits {
  // Max targets, and max items, in a check.
  int max_targets = 10'000;
  // Max checks in a batch.
  int max_batch = 10'000;
  // Max bytes of a batch's results. A small request can ask for huge ones: many
  // checks that share many targets which all fail.
  std::size_t max_results_bytes = std::size_t{64} * 1024 * 1024;
  // Whether a field that the contract does not have makes a check malformed,
  // and in what a batch shares the whole batch. If not, it is passed over.
  bool refuse_unknown_fields = true;
};

// Decides `request` at `now`, unless it says itself when. Fills `response`,
// which must be empty, except where the request is malformed.
CheckOutcome Check(const CompiledPolicy& policy, const RequestLimits& limits,
                   const v1::CheckRequest& request, absl::Time now,
                   v1::CheckResponse& response);

// Decides every check of `request` by one policy at one time, and hands the
// outcome of each to `take`, in the order of the checks. It is valid until
// `take` returns. Leaves the policy's version, which a batch says once, to the
// caller.
//
// `keep_going` is asked every kMaxChecksBetweenAsking checks, or sooner; where
// it says no, work stops. Returns INVALID_ARGUMENT where the batch is malformed
// as a whole, CANCELLED where it was stopped, RESOURCE_EXHAUSTED where its
// results are too large. What has been taken is then of no use.
inline constexpr int kMaxChecksBetweenAsking = 500;
absl::Status BatchCheck(const CompiledPolicy& policy,
                        const RequestLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        absl::FunctionRef<void(const CheckOutcome&)> take);

// The same. Fills `response`, which must be empty.
absl::Status BatchCheck(const CompiledPolicy& policy,
                        const RequestLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        v1::BatchCheckResponse& response);

// The policy and the limits in force, for GetServerInfo; what is the server's
// own is left unset: its version and `max_request_bytes`.
v1::GetServerInfoResponse DescribePolicy(const CompiledPolicy& policy,
                                         const RequestLimits& limits);

}  // namespace authz

#endif  // AUTHZ_DECIDE_ENGINE_H_
