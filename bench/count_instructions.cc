// Runs one thing many times, for valgrind to count the instructions of:
//
//   count_instructions CASE TIMES
//
// What is counted is what Measured calls. tests/bench/instructions_test.py says
// how many are allowed.

#include <grpcpp/support/status.h>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "authz/analysis/load.h"
#include "authz/decide/engine.h"
#include "authz/decide/evaluate.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policies/embedded_policy.h"
#include "bench/requests.h"
#include "google/protobuf/arena.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/count_checks.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"

namespace bench {
namespace {

using google::protobuf::Arena;

constexpr int kChecksOfBatch = 1'000;
const absl::Time kNow = absl::FromUnixSeconds(1'760'000'000);

// Keeps what is computed from being left out.
volatile bool result = false;

void ExtractAndEvaluate(const authz::CompiledPolicy& policy,
                        const v1::CheckRequest& check) {
  const authz::Facts facts =
      authz::ExtractFacts(policy, authz::ViewOf(check), kNow);
  result = authz::Evaluate(policy.RuleFor(check.action()), facts).allowed ==
           authz::Truth::kTrue;
}

void Check(const authz::CompiledPolicy& policy, const v1::CheckRequest& check) {
  Arena arena;
  auto& response = *Arena::CreateMessage<v1::CheckResponse>(&arena);
  result = authz::Check(policy, authz::CheckLimits(), authz::ViewOf(check),
                        kNow, response)
               .has_value();
}

void Batch(const authz::CompiledPolicy& policy,
           const v1::BatchCheckRequest& batch) {
  result = authz::BatchCheck(
               policy, authz::CheckLimits(), batch, kNow, [] { return true; },
               [](const authz::RequestView& /*check*/,
                  const v1::BatchCheckResult& /*result*/) {})
               .ok();
}

void CountDecision(server::CallMetrics& metrics, const v1::CheckRequest& check,
                   const v1::CheckResponse& decision) {
  server::CountCheck(&metrics, check, /*is_malformed=*/false, decision);
}

// With its two looks at the clock.
void CountCall(server::CallMetrics& metrics) {
  constexpr std::size_t kRequestBytes = 150;
  constexpr std::size_t kResponseBytes = 40;
  server::RpcObserver call({&metrics, server::RpcMethod::kCheck});
  call.Arrive(kRequestBytes);
  call.Answer(grpc::StatusCode::OK, kResponseBytes);
  call.End();
}

void CountBatch(server::CallMetrics& metrics,
                const v1::BatchCheckRequest& batch,
                const v1::BatchCheckResult& decided) {
  server::BatchCounter counter(&metrics, batch);
  for (int i = 0; i < batch.checks_size(); ++i) counter.Add(decided);
}

// What valgrind looks for by its name.
__attribute__((noinline)) void Measured(const std::function<void()>& run) {
  run();
}

int Run(const std::string& name, int times) {
  const authz::CompileResult loaded =
      authz::LoadPolicy(authz::EmbeddedPolicyText());
  const authz::CompiledPolicy& policy = *loaded.policy;
  const v1::CheckRequest check = ViewCheck();
  const v1::BatchCheckRequest edits = EditBatch(kChecksOfBatch);
  const v1::BatchCheckRequest mentions = MentionBatch(kChecksOfBatch);
  server::CallMetrics metrics;
  v1::BatchCheckResult decided;
  authz::Check(policy, authz::CheckLimits(), check, kNow,
               *decided.mutable_response());
  const std::map<std::string, std::function<void()>> cases = {
      {"extract_and_evaluate", [&] { ExtractAndEvaluate(policy, check); }},
      {"check", [&] { Check(policy, check); }},
      {"edit_batch", [&] { Batch(policy, edits); }},
      {"mention_batch", [&] { Batch(policy, mentions); }},
      {"count_call", [&] { CountCall(metrics); }},
      {"count_decision",
       [&] { CountDecision(metrics, check, decided.response()); }},
      {"count_batch", [&] { CountBatch(metrics, edits, decided); }},
  };
  const auto found = cases.find(name);
  if (found == cases.end()) {
    std::cerr << "count_instructions: there is no case `" << name << "`\n";
    return 2;
  }
  // Once for what happens only the first time.
  found->second();
  for (int i = 0; i < times; ++i) Measured(found->second);
  return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  int times = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[2], &times)) {
    std::cerr << "usage: count_instructions CASE TIMES\n";
    return 2;
  }
  return bench::Run(argv[1], times);
}
