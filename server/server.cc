#include "server/server.h"

#include <grpc/grpc.h>
#include <grpcpp/server_builder.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/net/listener.h"
#include "server/rpc/codec.h"
#include "server/server_limits.h"

namespace server {
namespace {

// Between two looks at whether all calls have been answered.
constexpr absl::Duration kPollInterval = absl::Milliseconds(1);

// What a drain leaves of its time for the calls that came late.
constexpr absl::Duration kMaxRefusingTime = absl::Milliseconds(500);

// Of how long things take, whatever becomes of the time of day.
using Clock = std::chrono::steady_clock;

// Until that much time has passed since `begin`.
void WaitWhile(absl::FunctionRef<bool()> condition, Clock::time_point begin,
               absl::Duration time) {
  while (condition() && absl::FromChrono(Clock::now() - begin) < time) {
    absl::SleepFor(kPollInterval);
  }
}

ListenerOptions ListenerOptionsOf(const Options& options) {
  ListenerOptions listener_options;
  listener_options.unix_mode = options.socket_mode;
  listener_options.unix_group = options.transport.socket_group;
  listener_options.loopback_only =
      !options.transport.has_tls() && !options.transport.insecure_listen;
  listener_options.unread_timeout = options.limits.unread_timeout;
  return listener_options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, std::unique_ptr<AuthorizationService> service,
    CallMetrics* metrics, DecisionLog* log) {
  auto server = std::unique_ptr<Server>(new Server());
  server->service_ = std::move(service);
  const absl::Status status = server->Serve(options, metrics, log);
  if (!status.ok()) return status;
  return server;
}

absl::Status Server::Serve(const Options& options, CallMetrics* metrics,
                           DecisionLog* log) {
  absl::StatusOr<std::unique_ptr<TransportSecurity>> security =
      TransportSecurity::Load(options.transport,
                              options.limits.max_metadata_bytes, metrics, log);
  if (!security.ok()) return security.status();
  security_ = *std::move(security);
  absl::StatusOr<std::vector<Listener>> listeners =
      Listener::Open(options.listen, ListenerOptionsOf(options));
  if (!listeners.ok()) return listeners.status();
  for (const Listener& listener : *listeners) {
    addresses_.push_back(listener.name());
  }

  KeepProtobufLog();
  // Debian's Abseil looks for cycles at every lock, in one graph for all
  // threads, and gRPC takes some ten locks for a call.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(options.max_request_bytes);
  ApplyLimitsOfGrpc(options.limits, builder);
  builder.RegisterService(service_->grpc_service());
  builder.RegisterService(health_.grpc_service());
  for (const auto& service : reflection_) {
    builder.RegisterService(service.get());
  }
  // Reflection runs on gRPC's own threads: one that waits is enough.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  std::vector<Acceptor::ListenerGroup> groups =
      security_->Apply(*std::move(listeners), builder);
  shared_.reset(new SharedByQueues{InFlight(options.limits.max_in_flight),
                                   MemoryGuard(options.limits.max_memory),
                                   BatchThreads(options.threads, metrics),
                                   metrics});
  for (int i = 0; i < options.threads; ++i) {
    queues_.push_back(
        std::make_unique<CallQueue>(builder.AddCompletionQueue(), *shared_));
  }
  grpc_server_ = builder.BuildAndStart();
  if (grpc_server_ == nullptr) {
    return absl::InternalError("gRPC's server did not start");
  }

  for (const auto& queue : queues_) {
    service_->ServeOn(*queue);
    health_.ServeOn(*queue);
    threads_.emplace_back([queue = queue.get()] {
      pthread_setname_np(pthread_self(), "answer");
      queue->Run();
    });
  }
  health_.SetServing(true);
  absl::StatusOr<std::unique_ptr<Acceptor>> acceptor =
      Acceptor::Start(std::move(groups), options.limits.max_connections,
                      shared_->memory, connections_);
  if (!acceptor.ok()) return acceptor.status();
  acceptor_ = *std::move(acceptor);
  return absl::OkStatus();
}

Server::~Server() {
  if (grpc_server_ != nullptr && !threads_.empty()) {
    Stop(absl::ZeroDuration());
  }
  // Queues must be empty when they end, threads or not.
  for (const auto& queue : queues_) queue->grpc()->Shutdown();
  for (const auto& queue : queues_) queue->Run();
}

void Server::Stop(absl::Duration timeout) {
  const Clock::time_point begin = Clock::now();
  if (acceptor_ != nullptr) acceptor_->StopAccepting();
  health_.EndWatches();
  for (const auto& queue : queues_) queue->BeginDraining();
  WaitWhile([this] { return Any(&CallQueue::HasCallsFromBeforeDraining); },
            begin, timeout - std::min(timeout / 2, kMaxRefusingTime));
  for (const auto& queue : queues_) queue->RefuseCalls();
  WaitWhile(
      [this] {
        return health_.HasWatches() || Any(&CallQueue::HasCallsUnderWay);
      },
      begin, timeout);
  // Closes the connections. Without it, a call that comes between gRPC's
  // shutdown and its client's hearing of it would end as CANCELLED, which
  // clients do not retry, and idle clients would hold the shutdown.
  grpc_server_cancel_all_calls(grpc_server_->c_server());
  // Until here it has kept the memory in bounds.
  acceptor_.reset();
  grpc_server_->Shutdown(std::chrono::system_clock::now());
  // All calls have ended but for batches, which stop since they are cancelled.
  shared_->batch_threads.Stop();
  for (const auto& queue : queues_) queue->ShutDownAfterAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Server::Answers() const {
  bool all = true;
  // Each is asked, whatever another says.
  for (const auto& queue : queues_) all &= queue->Beats();
  return all;
}

bool Server::Any(bool (CallQueue::*is_so)() const) const {
  return std::any_of(
      queues_.begin(), queues_.end(),
      [is_so](const auto& queue) { return ((*queue).*is_so)(); });
}

}  // namespace server
