// Benchmarks of loading a policy: reading, compiling and proving it.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/load.h"
#include "authz/analysis/proof.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/policy/policy.h"
#include "benchmark/benchmark.h"

namespace authz {
namespace {

void Compile(benchmark::State& state) {
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(CompilePolicy(EmbeddedPolicyText()));
  }
}
BENCHMARK(Compile)->Unit(benchmark::kMicrosecond);

void Prove(benchmark::State& state) {
  const CompileResult compiled = CompilePolicy(EmbeddedPolicyText());
  const absl::StatusOr<std::vector<Guardrail>> guardrails =
      ReadGuardrails(EmbeddedGuardrailsText());
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(FindBreaches(*compiled.policy, *guardrails));
    benchmark::DoNotOptimize(IsMonotone(*compiled.policy));
  }
}
BENCHMARK(Prove)->Unit(benchmark::kMicrosecond);

void Load(benchmark::State& state) {
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(LoadPolicy(EmbeddedPolicyText()));
  }
}
BENCHMARK(Load)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace authz
