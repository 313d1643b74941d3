// BatchCheck: many checks by one policy at one time.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/decide/decision.h"
#include "authz/decide/engine.h"
#include "authz/decide/evaluate.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact_parts.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/facts/time.h"

namespace authz {
namespace {

int IndexOfId(absl::string_view id, const v1::BatchCheckRequest& request) {
  int i = 0;
  while (request.checks(i).id() != id) ++i;
  return i;
}

std::optional<Malformed> FindRepeatedId(const v1::BatchCheckRequest& request) {
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < request.checks_size(); ++i) {
    const std::string& id = request.checks(i).id();
    if (id.empty()) continue;
    if (ids.empty()) ids.reserve(request.checks_size() - i);
    if (!ids.insert(id).second) {
      // The id itself may be too long for a message.
      return Malformed{absl::StrCat("checks[", i, "].id"),
                       absl::StrCat("is the id of checks[",
                                    IndexOfId(id, request), "] already")};
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

// What the checks of a batch have in common. Its fields are read once, however
// many checks they are in: each check costs what its own fields cost.
class SharedRequest {
 public:
  SharedRequest(const CompiledPolicy& policy, const CheckLimits& limits,
                const RequestView& shared, absl::Time now)
      : policy_(policy),
        limits_(limits),
        shared_(shared),
        at_(TimeOf(shared, now)),
        facts_(ExtractFacts(policy, shared, at_)) {}

  // `check` laid over the shared request.
  RequestView Over(const v1::CheckRequest& check) const {
    return ViewOf(check, shared_);
  }

  // Decides a check that was laid over the shared request.
  std::optional<Malformed> Check(const RequestView& request,
                                 v1::CheckResponse& response) {
    std::optional<Malformed> malformed =
        Validate(request, limits_.max_targets, request.own | ~well_formed_);
    if (!malformed.has_value()) {
      well_formed_ |= ~request.own;
      const bool has_own_time = (request.own & kAtField) != 0;
      const absl::Time at = has_own_time ? ToTime(*request.at) : at_;
      Facts facts = ExtractFacts(policy_, request, at, request.own);
      facts.Add(FactsBesides(request.own));
      FillDecision(policy_, request, facts,
                   VerdictOn(policy_.RuleFor(request.action), facts), response);
    }
    return malformed;
  }

 private:
  // The shared facts that do not depend on these fields. Most checks of a batch
  // have the same fields of their own, so the last answer is kept.
  Facts FactsBesides(FieldSet own) {
    if (own != last_own_) {
      last_own_ = own;
      facts_besides_ = facts_.Without(FactsThatRead(own));
    }
    return facts_besides_;
  }

  // Most checks of a batch come to one of few sets of facts, so the last
  // verdicts are kept.
  const Verdict& VerdictOn(const Rule& rule, Facts facts) {
    for (const Decided& decided : decided_) {
      if (decided.rule == &rule && decided.facts == facts) {
        return decided.verdict;
      }
    }
    Decided& decided = decided_[next_decided_++ % decided_.size()];
    decided = {&rule, facts, Evaluate(rule, facts)};
    return decided.verdict;
  }

  struct Decided {
    const Rule* rule = nullptr;
    Facts facts;
    Verdict verdict;
  };

  const CompiledPolicy& policy_;
  const CheckLimits& limits_;
  const RequestView shared_;
  const absl::Time at_;
  const Facts facts_;
  // The shared fields that a check with nothing wrong has used.
  FieldSet well_formed_ = 0;
  FieldSet last_own_ = 0;
  Facts facts_besides_ = facts_;
  std::array<Decided, 4> decided_;
  std::size_t next_decided_ = 0;
};

void FillError(Malformed malformed, v1::CheckError& error) {
  error.set_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
  error.set_message(ToString(malformed));
  error.set_field(std::move(malformed.field));
}

}  // namespace

absl::Status BatchCheck(
    const CompiledPolicy& policy, const CheckLimits& limits,
    const v1::BatchCheckRequest& request, absl::Time now,
    absl::FunctionRef<bool()> keep_going,
    absl::FunctionRef<void(const RequestView&, const v1::BatchCheckResult&)>
        take) {
  if (const auto malformed = ValidateBatch(request, limits)) {
    return absl::InvalidArgumentError(ToString(*malformed));
  }
  SharedRequest shared(policy, limits, ViewOf(request.shared()), now);
  // One for all, so that the memory of one is that of the next.
  v1::BatchCheckResult result;
  std::size_t bytes = 0;
  for (int i = 0; i < request.checks_size(); ++i) {
    if (i % kChecksBetweenAsking == 0 && !keep_going()) {
      return absl::CancelledError(absl::StrCat(
          "stopped after ", i, " checks of ", request.checks_size()));
    }
    result.mutable_response()->Clear();
    const RequestView check = shared.Over(request.checks(i));
    std::optional<Malformed> malformed =
        shared.Check(check, *result.mutable_response());
    if (malformed.has_value()) {
      FillError(*std::move(malformed), *result.mutable_error());
    }
    bytes += result.ByteSizeLong();
    if (bytes > limits.max_results_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "checks: the results of ", i + 1, " of ", request.checks_size(),
          " are larger than ", limits.max_results_bytes,
          " bytes, ask for fewer at once"));
    }
    take(check, result);
  }
  return absl::OkStatus();
}

absl::Status BatchCheck(const CompiledPolicy& policy, const CheckLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        v1::BatchCheckResponse& response) {
  response.set_policy_version(policy.version);
  response.mutable_results()->Reserve(request.checks_size());
  return BatchCheck(policy, limits, request, now, keep_going,
                    [&response](const RequestView& /*check*/,
                                const v1::BatchCheckResult& result) {
                      *response.add_results() = result;
                    });
}

}  // namespace authz
