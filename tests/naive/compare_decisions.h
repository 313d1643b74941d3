// Compares the whole decisions of the engine and the naive evaluator.

#ifndef TESTS_NAIVE_COMPARE_DECISIONS_H_
#define TESTS_NAIVE_COMPARE_DECISIONS_H_

#include "authz/decide/engine.h"
#include "authz/policy/policy.h"
#include "google/protobuf/timestamp.pb.h"
#include "tests/naive/comparison.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {

// The limits that generated requests are sometimes beyond.
RequestLimits GeneratedLimits();

// The engine's decision, without what the page does not say: the policy's
// version, descriptions and sources.
v1::CheckResponse WhatThePageSays(v1::CheckResponse response);

// Compares the decisions on a request, at `now` where it does not say when.
// One that is malformed must be an error, for one of the right fields.
void CompareDecisions(const CompiledPolicy& policy,
                      const v1::CheckRequest& request,
                      const google::protobuf::Timestamp& now,
                      Comparison& comparison);

// Compares the decisions on `count` random requests.
Comparison CompareRandomRequests(const CompiledPolicy& policy, int count,
                                 Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_COMPARE_DECISIONS_H_
