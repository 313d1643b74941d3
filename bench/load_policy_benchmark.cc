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
