// Benchmarks of a check and a batch, whole and stage by stage, from the bytes
// of a request to those of its response, and of loading a policy.

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "authz/analysis/load.h"
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
#include "authz/decide/render.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policies/embedded_policy.h"
#include "bench/requests.h"
#include "benchmark/benchmark.h"
#include "google/protobuf/arena.h"
#include "server/reload/policy_store.h"
#include "server/rpc/codec.h"
#include "server/rpc/decision_service.h"
#include "server/rpc/server_call.h"
#include "server/rpc/worker.h"

namespace bench {
namespace {

using google::protobuf::Arena;

const absl::Time kNow = absl::FromUnixSeconds(1'760'000'000);
const authz::RequestLimits kLimits;

const authz::CompiledPolicy& Policy() {
  static const auto& policy =  // NOLINT: never destroyed
      *new authz::CompiledPolicy(
          std::move(*authz::LoadPolicy(authz::EmbeddedPolicyText()).policy));
  return policy;
}

// Reads, compiles and proves it.
void LoadPolicy(benchmark::State& state) {
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(authz::LoadPolicy(authz::EmbeddedPolicyText()));
  }
}
BENCHMARK(LoadPolicy)->Unit(benchmark::kMicrosecond);

void Parse(benchmark::State& state) {
  const std::string bytes = ViewCheck().SerializeAsString();
  while (state.KeepRunning()) {
    Arena arena;
    auto& check = *v1::CheckRequest::default_instance().New(&arena);
    benchmark::DoNotOptimize(check.ParseFromString(bytes));
  }
}
BENCHMARK(Parse);

void Extract(benchmark::State& state) {
  const v1::CheckRequest check = ViewCheck();
  while (state.KeepRunning()) {
    const authz::RequestView view = authz::ViewOf(check);
    benchmark::DoNotOptimize(authz::Validate(view, kLimits.max_targets));
    benchmark::DoNotOptimize(
        authz::ExtractFacts(Policy().parameters, view, kNow));
  }
}
BENCHMARK(Extract);

void Evaluate(benchmark::State& state) {
  const v1::CheckRequest check = ViewCheck();
  const authz::Rule& rule = Policy().RuleFor(check.action());
  authz::Facts facts =
      authz::ExtractFacts(Policy().parameters, authz::ViewOf(check), kNow);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(facts);
    benchmark::DoNotOptimize(authz::Evaluate(rule, facts));
  }
}
BENCHMARK(Evaluate);

void Render(benchmark::State& state) {
  const v1::CheckRequest check = ViewCheck();
  const authz::RequestView view = authz::ViewOf(check);
  const authz::Decision decision = authz::Decide(Policy(), view, kNow);
  v1::CheckResponse response;
  while (state.KeepRunning()) {
    response.Clear();
    authz::Render(Policy(), view, kNow, decision, response);
    benchmark::DoNotOptimize(response);
  }
}
BENCHMARK(Render);

void Decide(benchmark::State& state) {
  const v1::CheckRequest check = ViewCheck();
  v1::CheckResponse response;
  while (state.KeepRunning()) {
    response.Clear();
    benchmark::DoNotOptimize(
        authz::Check(Policy(), kLimits, check, kNow, response));
  }
}
BENCHMARK(Decide);

void Serialize(benchmark::State& state) {
  v1::CheckResponse response;
  authz::Check(Policy(), kLimits, ViewCheck(), kNow, response);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(server::Encode(response));
  }
}
BENCHMARK(Serialize);

using Method = decltype(&server::AuthorizationService::Check);

void RunMethod(benchmark::State& state, Method method,
               const grpc::ByteBuffer& request) {
  const auto policy = server::PolicyStore::Load("");
  if (!policy.ok()) {
    state.SkipWithError("the embedded policy does not load");
    return;
  }
  server::DecisionService service(**policy);
  server::Worker worker(nullptr);
  grpc::ServerContext context;
  while (state.KeepRunning()) {
    grpc::ByteBuffer response;
    server::ServerCall call(worker, context, request);
    const grpc::Status status = (service.*method)(call, response);
    if (!status.ok()) state.SkipWithError(status.error_message().c_str());
    benchmark::DoNotOptimize(response);
  }
}

void HandleCheck(benchmark::State& state) {
  RunMethod(state, &server::AuthorizationService::Check,
            server::Encode(ViewCheck()));
}
BENCHMARK(HandleCheck);

// Of batches: time for the whole, and checks per second.
void CountChecks(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

using MakeBatch = v1::BatchCheckRequest (*)(int checks);

// What reading a request and writing its response costs at the least.
void ParseAndSerialize(benchmark::State& state, MakeBatch make) {
  const v1::BatchCheckRequest batch = make(static_cast<int>(state.range(0)));
  const grpc::ByteBuffer request = server::Encode(batch);
  v1::BatchCheckResponse results;
  if (!authz::BatchCheck(
           Policy(), kLimits, batch, kNow, [] { return true; }, results)
           .ok()) {
    state.SkipWithError("the batch is malformed");
  }
  while (state.KeepRunning()) {
    Arena arena;
    auto& parsed = *v1::BatchCheckRequest::default_instance().New(&arena);
    benchmark::DoNotOptimize(server::Decode(request, parsed));
    benchmark::DoNotOptimize(server::Encode(results));
  }
  CountChecks(state);
}

void Decide(benchmark::State& state, MakeBatch make) {
  const v1::BatchCheckRequest batch = make(static_cast<int>(state.range(0)));
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(authz::BatchCheck(
        Policy(), kLimits, batch, kNow, [] { return true; },
        [](const authz::CheckOutcome& outcome) {
          benchmark::DoNotOptimize(&outcome);
        }));
  }
  CountChecks(state);
}

void HandleBatch(benchmark::State& state, MakeBatch make) {
  RunMethod(state, &server::AuthorizationService::BatchCheck,
            server::Encode(make(static_cast<int>(state.range(0)))));
  CountChecks(state);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(1)->Arg(50)->Arg(1'000)->Arg(10'000)->Unit(
      benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(Decide, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(ParseAndSerialize, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatch, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(Decide, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(ParseAndSerialize, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatch, mention, MentionBatch)->Apply(Sizes);

// Targets of one check.
void DecideTargets(benchmark::State& state) {
  const v1::CheckRequest check = MentionCheck(static_cast<int>(state.range(0)));
  while (state.KeepRunning()) {
    Arena arena;
    auto& response = *v1::CheckResponse::default_instance().New(&arena);
    benchmark::DoNotOptimize(
        authz::Check(Policy(), kLimits, check, kNow, response));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(DecideTargets)
    ->RangeMultiplier(10)
    ->Range(1, 10'000)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
