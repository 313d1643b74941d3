#include "tests/naive/compare_decisions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/decide/validate.h"
#include "authz/facts/time.h"
#include "tests/naive/decision.h"
#include "tests/naive/malformed_paths.h"
#include "tests/naive/request_changes.h"
#include "tests/naive/request_generator.h"

namespace authz::naive {
namespace {

using google::protobuf::Timestamp;

// `field` itself, or one below it.
bool IsAt(const std::string& field, const std::string& path) {
  return field == path || field.rfind(path + ".", 0) == 0;
}

bool IsAtOneOf(const std::string& field,
               const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return IsAt(field, path);
  });
}

std::string Describe(const v1::CheckRequest& request, const Timestamp& now,
                     const std::string& actual, const std::string& expected) {
  return absl::StrCat("the request, at ", now.ShortDebugString(), ":\n",
                      request.DebugString(), "the engine:\n", actual,
                      "\nthe page:\n", expected);
}

}  // namespace

RequestLimits GeneratedLimits() {
  RequestLimits limits;
  limits.max_targets = kMaxGeneratedTargets - 1;
  return limits;
}

v1::CheckResponse WhatThePageSays(v1::CheckResponse response) {
  response.clear_policy_version();
  if (response.has_explanation()) {
    for (v1::RequirementResult& result :
         *response.mutable_explanation()->mutable_requirements()) {
      result.clear_description();
      result.clear_source();
    }
  }
  return response;
}

void CompareDecisions(const CompiledPolicy& policy,
                      const v1::CheckRequest& request, const Timestamp& now,
                      Comparison& comparison) {
  const RequestLimits limits = GeneratedLimits();
  v1::CheckResponse response;
  const std::optional<Malformed> malformed =
      Check(policy, limits, request, ToTime(now), response).malformed;
  const std::vector<std::string> paths =
      MalformedPaths(request, limits.max_targets);
  if (malformed.has_value() || !paths.empty()) {
    ++comparison.compared;
    ++comparison.malformed;
    if (!malformed.has_value() || !IsAtOneOf(malformed->field, paths)) {
      comparison.Differs(Describe(
          request, now,
          malformed.has_value() ? ToString(*malformed) : response.DebugString(),
          absl::StrCat("malformed: ", absl::StrJoin(paths, ", "))));
    }
    return;
  }
  const Timestamp& at = request.has_at() ? request.at() : now;
  const Assignment facts = AssignmentOf(request, at);
  comparison.Count(request.action(), facts, Judge(request.action(), facts));
  const v1::CheckResponse expected = Decide(request, now);
  const v1::CheckResponse actual = WhatThePageSays(std::move(response));
  if (actual.SerializeAsString() != expected.SerializeAsString()) {
    comparison.Differs(
        Describe(request, now, actual.DebugString(), expected.DebugString()));
  }
}

Comparison CompareRandomRequests(const CompiledPolicy& policy, int count,
                                 Random& random) {
  Comparison comparison;
  for (int i = 0; i < count && !comparison.enough(); ++i) {
    const v1::CheckRequest request = RandomRequest(random);
    CompareDecisions(policy, request, RandomTime(random), comparison);
  }
  return comparison;
}

}  // namespace authz::naive
