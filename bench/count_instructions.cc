// Runs one thing many times, for valgrind to count the instructions of:
//
//   count_instructions CASE TIMES
//
// What is counted is what Measured calls. instructions.txt says how many are
// allowed.

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
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
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

void Batch(const authz::CompiledPolicy& policy,
           const v1::BatchCheckRequest& batch) {
  result = authz::BatchCheck(
               policy, authz::RequestLimits(), batch, kNow, [] { return true; },
               [](const authz::CheckOutcome& /*outcome*/) {})
               .ok();
}

// With its two looks at the clock.
void CountCall(server::ThreadCounters& counters) {
  constexpr std::size_t kRequestBytes = 150;
  constexpr std::size_t kResponseBytes = 40;
  server::RpcObserver call(server::RpcMethod::kCheck);
  call.Arrive(&counters, kRequestBytes);
  call.Answer(&counters, grpc::StatusCode::OK, kResponseBytes);
  call.End(&counters);
}

void CountBatch(server::ThreadCounters& counters,
                const authz::CheckOutcome& outcome) {
  server::CountBatch(&counters, kChecksOfBatch);
  for (int i = 0; i < kChecksOfBatch; ++i) {
    server::CountCheck(&counters, outcome);
  }
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
  server::ThreadCounters& counters = metrics.AddThread();
  v1::CheckResponse response;
  const authz::CheckOutcome outcome =
      authz::Check(policy, authz::RequestLimits(), check, kNow, response);
  const std::map<std::string, std::function<void()>> cases = {
      {"decide",
       [&] {
         result = authz::Decide(policy, authz::ViewOf(check), kNow)
                      .verdict.allowed == authz::Truth::kTrue;
       }},
      {"check",
       [&] {
         Arena arena;
         result =
             authz::Check(policy, authz::RequestLimits(), check, kNow,
                          *v1::CheckResponse::default_instance().New(&arena))
                 .malformed.has_value();
       }},
      {"edit_batch", [&] { Batch(policy, edits); }},
      {"mention_batch", [&] { Batch(policy, mentions); }},
      {"count_call", [&] { CountCall(counters); }},
      {"count_decision", [&] { server::CountCheck(&counters, outcome); }},
      {"count_batch", [&] { CountBatch(counters, outcome); }},
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
