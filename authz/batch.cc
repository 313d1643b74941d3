// BatchCheck: many checks by one policy at one time.

#include <cstddef>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/engine.h"
#include "authz/request_view.h"

namespace authz {
namespace {

std::optional<Malformed> FindRepeatedId(const v1::BatchCheckRequest& request) {
  absl::flat_hash_map<absl::string_view, int> first_with_id;
  for (int i = 0; i < request.checks_size(); ++i) {
    const std::string& id = request.checks(i).id();
    if (id.empty()) continue;
    const auto [entry, inserted] = first_with_id.try_emplace(id, i);
    if (!inserted) {
      // The id itself may be too long for a message.
      return Malformed{
          absl::StrCat("checks[", i, "].id"),
          absl::StrCat("is the id of checks[", entry->second, "] already")};
    }
  }
  return std::nullopt;
}

// What makes the whole batch malformed.
std::optional<Malformed> ValidateBatch(const v1::BatchCheckRequest& request,
                                       const CheckLimits& limits) {
  if (request.checks_size() > limits.max_batch) {
    return Malformed{"checks", absl::StrCat("has ", request.checks_size(),
                                            " elements, at most ",
                                            limits.max_batch, " are allowed")};
  }
  return FindRepeatedId(request);
}

// The bytes of a result, as far as the request can make them many: in what it
// has echoed, and in lists as long as its own. The rest is small.
std::size_t BytesOf(const v1::CheckResponse& response) {
  const bool has_lists = !response.offending_ids().empty() ||
                         !response.advice().empty() ||
                         response.has_explanation();
  return has_lists ? response.ByteSizeLong() : response.id().size();
}

void FillError(Malformed malformed, v1::CheckError& error) {
  error.set_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
  error.set_message(ToString(malformed));
  error.set_field(std::move(malformed.field));
}

}  // namespace

absl::Status BatchCheck(const CompiledPolicy& policy, const CheckLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        v1::BatchCheckResponse& response) {
  if (const auto malformed = ValidateBatch(request, limits)) {
    return absl::InvalidArgumentError(ToString(*malformed));
  }
  const RequestView shared = ViewOf(request.shared());
  response.set_policy_version(policy.version);
  response.mutable_results()->Reserve(request.checks_size());
  std::size_t results_bytes = 0;
  for (int i = 0; i < request.checks_size(); ++i) {
    if (i % kChecksBetweenAsking == 0 && !keep_going()) {
      return absl::CancelledError(absl::StrCat(
          "stopped after ", i, " checks of ", request.checks_size()));
    }
    v1::BatchCheckResult& result = *response.add_results();
    std::optional<Malformed> malformed =
        Check(policy, limits, ViewOf(request.checks(i), shared), now,
              *result.mutable_response());
    if (malformed.has_value()) {
      FillError(*std::move(malformed), *result.mutable_error());
      continue;
    }
    results_bytes += BytesOf(result.response());
    if (results_bytes > limits.max_results_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "checks: the results of ", i + 1, " of ", request.checks_size(),
          " are larger than ", limits.max_results_bytes,
          " bytes, ask for fewer at once"));
    }
  }
  return absl::OkStatus();
}

}  // namespace authz
