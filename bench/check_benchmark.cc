// What a check and a batch cost, whole and stage by stage, from the bytes of a
// request to those of its response. Beside them a method that does nothing.

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "authz/analysis/load.h"
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
#include "authz/decide/evaluate.h"
#include "authz/decide/render.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policies/embedded_policy.h"
#include "bench/requests.h"
#include "benchmark/benchmark.h"
#include "google/protobuf/arena.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"
#include "server/reload/policy_reloader.h"
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

void Parse(benchmark::State& state) {
  const std::string bytes = ViewCheck().SerializeAsString();
  while (state.KeepRunning()) {
    Arena arena;
    auto& check = *Arena::CreateMessage<v1::CheckRequest>(&arena);
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
    authz::Render(Policy(), view, decision, response);
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

grpc::ByteBuffer BytesOf(const google::protobuf::MessageLite& message) {
  return server::Encode(message);
}

// Answers calls of a service that decides by the embedded policy.
template <typename Answer>
void RunMethod(benchmark::State& state, Answer answer,
               const grpc::ByteBuffer& request,
               server::CallMetrics* metrics = nullptr) {
  const auto policy = server::PolicyReloader::Load("");
  if (!policy.ok()) {
    state.SkipWithError("the embedded policy does not load");
    return;
  }
  server::DecisionService service(**policy);
  server::Worker worker(metrics);
  grpc::ServerContext context;
  while (state.KeepRunning()) {
    grpc::ByteBuffer response;
    server::ServerCall call(worker, context, request);
    const grpc::Status status = answer(service, call, response);
    if (!status.ok()) state.SkipWithError(status.error_message().c_str());
    benchmark::DoNotOptimize(response);
  }
}

grpc::Status Check(server::DecisionService& service, server::ServerCall& call,
                   grpc::ByteBuffer& response) {
  return service.Check(call, response);
}

grpc::Status BatchCheck(server::DecisionService& service,
                        server::ServerCall& call, grpc::ByteBuffer& response) {
  return service.BatchCheck(call, response);
}

// Copies as many bytes as the answer has, and that is all.
grpc::Status DoNothing(server::DecisionService& /*service*/,
                       server::ServerCall& /*call*/,
                       grpc::ByteBuffer& response) {
  static const std::string kAnswer = [] {
    v1::CheckResponse answer;
    authz::Check(Policy(), kLimits, ViewCheck(), kNow, answer);
    return answer.SerializeAsString();
  }();
  const grpc::Slice slice(kAnswer);
  response = grpc::ByteBuffer(&slice, 1);
  return grpc::Status::OK;
}

void HandleCheck(benchmark::State& state) {
  RunMethod(state, Check, BytesOf(ViewCheck()));
}
BENCHMARK(HandleCheck);

// With its decision counted.
void HandleCheckCounted(benchmark::State& state) {
  server::CallMetrics metrics;
  RunMethod(state, Check, BytesOf(ViewCheck()), &metrics);
}
BENCHMARK(HandleCheckCounted);

// What is counted of a call beside its decision.
void CountCall(benchmark::State& state) {
  constexpr std::size_t kRequestBytes = 150;
  constexpr std::size_t kResponseBytes = 40;
  server::CallMetrics metrics;
  server::ThreadCounters& counters = metrics.AddThread();
  while (state.KeepRunning()) {
    server::RpcObserver call(server::RpcMethod::kCheck);
    call.Arrive(&counters, kRequestBytes);
    call.Answer(&counters, grpc::StatusCode::OK, kResponseBytes);
    call.End(&counters);
  }
}
BENCHMARK(CountCall);

void HandleNothing(benchmark::State& state) {
  RunMethod(state, DoNothing, BytesOf(ViewCheck()));
}
BENCHMARK(HandleNothing);

// Of batches: time for the whole, and checks per second.
void CountChecks(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

using MakeBatch = v1::BatchCheckRequest (*)(int checks);

// What reading a request and writing its response costs at the least.
void ParseAndSerialize(benchmark::State& state, MakeBatch make) {
  const v1::BatchCheckRequest batch = make(static_cast<int>(state.range(0)));
  const grpc::ByteBuffer request = BytesOf(batch);
  v1::BatchCheckResponse results;
  if (!authz::BatchCheck(
           Policy(), kLimits, batch, kNow, [] { return true; }, results)
           .ok()) {
    state.SkipWithError("the batch is malformed");
  }
  while (state.KeepRunning()) {
    Arena arena;
    auto& parsed = *Arena::CreateMessage<v1::BatchCheckRequest>(&arena);
    benchmark::DoNotOptimize(server::Decode(request, parsed));
    benchmark::DoNotOptimize(server::Encode(results));
  }
  CountChecks(state);
}

void Parse(benchmark::State& state, MakeBatch make) {
  const grpc::ByteBuffer request =
      BytesOf(make(static_cast<int>(state.range(0))));
  while (state.KeepRunning()) {
    Arena arena;
    auto& parsed = *Arena::CreateMessage<v1::BatchCheckRequest>(&arena);
    benchmark::DoNotOptimize(server::Decode(request, parsed));
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
  RunMethod(state, BatchCheck, BytesOf(make(static_cast<int>(state.range(0)))));
  CountChecks(state);
}

void HandleBatchCounted(benchmark::State& state, MakeBatch make) {
  server::CallMetrics metrics;
  RunMethod(state, BatchCheck, BytesOf(make(static_cast<int>(state.range(0)))),
            &metrics);
  CountChecks(state);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(1)->Arg(50)->Arg(1'000)->Arg(10'000)->Unit(
      benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(Parse, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(Decide, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(ParseAndSerialize, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatch, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatchCounted, edit, EditBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(Parse, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(Decide, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(ParseAndSerialize, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatch, mention, MentionBatch)->Apply(Sizes);
BENCHMARK_CAPTURE(HandleBatchCounted, mention, MentionBatch)->Apply(Sizes);

// Targets of one check.
void DecideTargets(benchmark::State& state) {
  const v1::CheckRequest check = MentionCheck(static_cast<int>(state.range(0)));
  while (state.KeepRunning()) {
    Arena arena;
    auto& response = *Arena::CreateMessage<v1::CheckResponse>(&arena);
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
