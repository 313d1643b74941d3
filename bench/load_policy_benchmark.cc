// What it takes to load a policy: to read and compile its text, and to prove
// it.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/compiler.h"
#include "authz/embedded_policy.h"
#include "authz/guardrails.h"
#include "authz/load.h"
#include "authz/policy.h"
#include "authz/proof.h"
#include "benchmark/benchmark.h"

namespace authz {
namespace {

void BM_CompilePolicy(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(CompilePolicy(EmbeddedPolicyText()));
  }
}
BENCHMARK(BM_CompilePolicy)->Unit(benchmark::kMicrosecond);

void BM_ProveGuardrails(benchmark::State& state) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  const absl::StatusOr<std::vector<Guardrail>> guardrails =
      ReadGuardrails(EmbeddedGuardrailsText());
  for (auto _ : state) {
    benchmark::DoNotOptimize(FindBreaches(*compiled.policy, *guardrails));
    benchmark::DoNotOptimize(IsMonotone(*compiled.policy));
  }
}
BENCHMARK(BM_ProveGuardrails)->Unit(benchmark::kMicrosecond);

void BM_LoadPolicy(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(LoadPolicy(EmbeddedPolicyText()));
  }
}
BENCHMARK(BM_LoadPolicy)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace authz
