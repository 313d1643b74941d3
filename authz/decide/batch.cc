// BatchCheck: many checks by one policy at one time.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
#include "authz/decide/render.h"
#include "authz/decide/unknown_fields.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/facts/target_count.h"

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
                                       const RequestLimits& limits) {
  if (request.checks_size() > limits.max_batch) {
    return Malformed{"checks", absl::StrCat("has ", request.checks_size(),
                                            " elements, at most ",
                                            limits.max_batch, " are allowed")};
  }
  if (limits.refuse_unknown_fields) {
    auto unknown = FindUnknownFieldBesidesChecks(request);
    if (unknown.has_value()) return unknown;
  }
  return FindRepeatedId(request);
}

// Every kMaxChecksBetweenAsking checks; sooner where each of them may look at
// long shared lists.
int ChecksBetweenAsking(const v1::CheckRequest& shared) {
  constexpr int kListedPerCheck = 64;
  const int listed = shared.targets_size() + shared.items_size();
  return std::max(1, kMaxChecksBetweenAsking / (1 + listed / kListedPerCheck));
}

// Decides checks that are laid over one shared request. The shared fields are
// read once, however many checks take them, so that each check costs what its
// own fields cost; but one that lacks facts about shared targets or items, or
// has a project of its own, looks at all of them.
class BatchDecider {
 public:
  BatchDecider(const CompiledPolicy& policy, const RequestLimits& limits,
               const v1::CheckRequest& shared, absl::Time now)
      : policy_(policy),
        limits_(limits),
        target_ids_(DistinctIds(shared.targets())),
        shared_settings_(KnownSettings(shared)),
        shared_(SharedView(shared, target_ids_, shared_settings_)),
        at_(TimeOf(shared_, now)),
        facts_(ExtractFacts(policy.parameters, shared_, at_)) {}

  // All of the outcome but its response and result.
  void Decide(const v1::CheckRequest& check, CheckOutcome& outcome) {
    LayOver(check, shared_, settings_, outcome.request);
    const RequestView& request = outcome.request;
    const FieldSet own = request.own;
    // An assignment would cost every well-formed check, too.
    if (auto malformed = FindMalformed(check, request)) {
      outcome.malformed = std::move(malformed);
      return;
    }
    outcome.malformed.reset();
    well_formed_.Add(own.Others());
    outcome.at = own.Contains(Field::kAt) ? TimeOf(request, at_) : at_;
    Facts& facts = outcome.decision.facts;
    facts = ExtractFacts(policy_.parameters, request, outcome.at, own);
    facts.Add(SharedFactsBesides(own));
    outcome.decision.verdict =
        VerdictOn(policy_.RuleFor(request.action), facts);
  }

 private:
  std::optional<Malformed> FindMalformed(const v1::CheckRequest& check,
                                         const RequestView& request) const {
    auto malformed = Validate(request, limits_.max_targets,
                              request.own | well_formed_.Others());
    if (!malformed.has_value() && limits_.refuse_unknown_fields &&
        !AllFieldsAreKnown(check)) {
      malformed = FirstUnknownField(check);
    }
    return malformed;
  }

  // Without what is unknown in them: each check with settings of its own copies
  // these, so they must not be of any size.
  static v1::Settings KnownSettings(const v1::CheckRequest& shared) {
    v1::Settings settings = shared.settings();
    settings.DiscardUnknownFields();
    return settings;
  }

  static RequestView SharedView(const v1::CheckRequest& shared,
                                const TargetIds& target_ids,
                                const v1::Settings& settings) {
    RequestView view = ViewOf(shared);
    view.target_ids = &target_ids;
    view.settings = &settings;
    return view;
  }

  // The shared facts that do not depend on these fields. Most checks of a batch
  // have the same fields of their own, so the last answer is cached.
  Facts SharedFactsBesides(FieldSet own) {
    if (own != last_own_) {
      last_own_ = own;
      facts_besides_ = facts_.Without(FactsThatRead(own));
    }
    return facts_besides_;
  }

  // Most checks of a batch come to one of few sets of facts, so the last
  // verdicts are cached.
  const Verdict& VerdictOn(const Rule& rule, Facts facts) {
    for (const CachedVerdict& cached : verdicts_) {
      if (cached.rule == &rule && cached.facts == facts) return cached.verdict;
    }
    CachedVerdict& cached = verdicts_[next_verdict_++ % verdicts_.size()];
    cached = {&rule, facts, Evaluate(rule, facts)};
    return cached.verdict;
  }

  struct CachedVerdict {
    const Rule* rule = nullptr;
    Facts facts;
    Verdict verdict;
  };

  const CompiledPolicy& policy_;
  const RequestLimits& limits_;
  // Counted once, however many checks take the shared targets.
  const TargetIds target_ids_;
  const v1::Settings shared_settings_;
  const RequestView shared_;
  const absl::Time at_;
  const Facts facts_;
  // The settings of the check that is being decided, where it has its own.
  v1::Settings settings_;
  // The shared fields that a well-formed check has taken.
  FieldSet well_formed_;
  FieldSet last_own_;
  Facts facts_besides_ = facts_;
  std::array<CachedVerdict, 4> verdicts_;
  std::size_t next_verdict_ = 0;
};

void RenderError(const Malformed& malformed, v1::CheckError& error) {
  error.set_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
  error.set_message(ToString(malformed));
  error.set_field(malformed.field);
}

}  // namespace

absl::Status BatchCheck(const CompiledPolicy& policy,
                        const RequestLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        absl::FunctionRef<void(const CheckOutcome&)> take) {
  if (const auto malformed = ValidateBatch(request, limits)) {
    return ToStatus(*malformed);
  }
  BatchDecider decider(policy, limits, request.shared(), now);
  // One for all checks, so that the memory of one is that of the next.
  v1::BatchCheckResult result;
  CheckOutcome outcome;
  outcome.result = &result;
  std::size_t bytes = 0;
  const int checks_between_asking = ChecksBetweenAsking(request.shared());
  int next_asked = 0;
  for (int i = 0; i < request.checks_size(); ++i) {
    if (i == next_asked) {
      if (!keep_going()) {
        return absl::CancelledError(absl::StrCat(
            "stopped after ", i, " checks of ", request.checks_size()));
      }
      next_asked += checks_between_asking;
    }
    decider.Decide(request.checks(i), outcome);
    if (outcome.malformed.has_value()) {
      outcome.response = nullptr;
      RenderError(*outcome.malformed, *result.mutable_error());
    } else {
      v1::CheckResponse& response = *result.mutable_response();
      response.Clear();
      Render(policy, outcome.request, outcome.at, outcome.decision, response);
      outcome.response = &response;
    }
    bytes += result.ByteSizeLong();
    if (bytes > limits.max_results_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "checks: the results of ", i + 1, " of ", request.checks_size(),
          " are larger than ", limits.max_results_bytes,
          " bytes, ask for fewer at once"));
    }
    take(outcome);
  }
  return absl::OkStatus();
}

absl::Status BatchCheck(const CompiledPolicy& policy,
                        const RequestLimits& limits,
                        const v1::BatchCheckRequest& request, absl::Time now,
                        absl::FunctionRef<bool()> keep_going,
                        v1::BatchCheckResponse& response) {
  response.set_policy_version(policy.version);
  response.mutable_results()->Reserve(request.checks_size());
  return BatchCheck(policy, limits, request, now, keep_going,
                    [&response](const CheckOutcome& outcome) {
                      *response.add_results() = *outcome.result;
                    });
}

}  // namespace authz
