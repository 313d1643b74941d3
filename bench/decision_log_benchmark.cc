// What the decision log costs the thread that answers a call: a check and
// batches, each without a log and with several. Compare processor times: the
// log's own thread is not in them. The file is in $TMPDIR, or /tmp, and grows
// to some GB; it is removed at the end.

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "bench/requests.h"
#include "benchmark/benchmark.h"
#include "server/decision_log/decision_log.h"
#include "server/decision_log/decision_log_options.h"
#include "server/reload/policy_reloader.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/codec.h"
#include "server/rpc/decision_service.h"
#include "server/rpc/server_call.h"
#include "server/rpc/worker.h"

namespace bench {
namespace {

// Without a destination there is no log. The queue blocks, so that no line is
// saved by dropping it.
using MakeOptions = server::DecisionLogOptions (*)();

server::DecisionLogOptions None() { return {}; }

server::DecisionLogOptions To(std::string destination) {
  server::DecisionLogOptions options;
  options.destination = std::move(destination);
  options.when_full = server::WhenFull::kBlock;
  return options;
}

server::DecisionLogOptions Null() { return To("/dev/null"); }

server::DecisionLogOptions File() {
  const char* const folder = std::getenv("TMPDIR");
  return To(absl::StrCat(folder != nullptr ? folder : "/tmp",
                         "/decision_log_benchmark.jsonl"));
}

server::DecisionLogOptions Hashes() {
  server::DecisionLogOptions options = Null();
  options.hash_ids = true;
  return options;
}

server::DecisionLogOptions Requests() {
  server::DecisionLogOptions options = Null();
  options.requests = true;
  return options;
}

void Run(benchmark::State& state,
         decltype(&server::AuthorizationService::Check) method,
         const grpc::ByteBuffer& request,
         const server::DecisionLogOptions& options) {
  const auto policy = server::PolicyReloader::Load("");
  if (!policy.ok()) {
    state.SkipWithError("the embedded policy does not load");
    return;
  }
  server::DecisionServiceOptions service_options;
  std::unique_ptr<server::DecisionLog> log;
  if (!options.destination.empty()) {
    auto opened = server::DecisionLog::Open(options);
    if (!opened.ok()) {
      state.SkipWithError(std::string(opened.status().message()).c_str());
      return;
    }
    log = *std::move(opened);
    service_options.log = log.get();
  }
  server::DecisionService service(**policy, service_options);
  server::Worker worker(nullptr);
  // As in the server there are other threads, with a log or without: memory is
  // had for less where there are none.
  absl::Notification done;
  std::thread other([&done] { done.WaitForNotification(); });
  while (state.KeepRunning()) {
    // Takes the call's id back.
    grpc::ServerContext context;
    grpc::ByteBuffer response;
    server::ServerCall call(worker, context, request);
    const grpc::Status status = (service.*method)(call, response);
    if (!status.ok()) state.SkipWithError(status.error_message().c_str());
    benchmark::DoNotOptimize(response);
  }
  done.Notify();
  other.join();
  if (log == nullptr) return;
  log->Close(absl::Minutes(1));
  if (options.destination != "/dev/null") {
    std::filesystem::remove(options.destination);
  }
}

void Check(benchmark::State& state, MakeOptions make_options) {
  Run(state, &server::AuthorizationService::Check, server::Encode(ViewCheck()),
      make_options());
}
BENCHMARK_CAPTURE(Check, none, None);
BENCHMARK_CAPTURE(Check, null, Null);
BENCHMARK_CAPTURE(Check, file, File);
BENCHMARK_CAPTURE(Check, hashes, Hashes);
BENCHMARK_CAPTURE(Check, requests, Requests);

void Batch(benchmark::State& state, MakeOptions make_options) {
  const int checks = static_cast<int>(state.range(0));
  Run(state, &server::AuthorizationService::BatchCheck,
      server::Encode(EditBatch(checks)), make_options());
  state.SetItemsProcessed(state.iterations() * checks);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(50)->Arg(10'000)->Unit(benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(Batch, none, None)->Apply(Sizes);
BENCHMARK_CAPTURE(Batch, null, Null)->Apply(Sizes);
BENCHMARK_CAPTURE(Batch, file, File)->Apply(Sizes);
BENCHMARK_CAPTURE(Batch, hashes, Hashes)->Apply(Sizes);
BENCHMARK_CAPTURE(Batch, requests, Requests)->Apply(Sizes);

}  // namespace
}  // namespace bench
