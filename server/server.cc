#include "server/server.h"

#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/decision_log/call_log.h"
#include "server/net/listener.h"
#include "server/net/refused_callers.h"
#include "server/operation_log/operation_log.h"
#include "server/resources/thread_name.h"
#include "server/rpc/codec.h"
#include "server/rpc/handlers.h"
#include "server/server_limits.h"

namespace server {
namespace {

// Between two looks at whether all calls have been answered.
constexpr absl::Duration kPause = absl::Milliseconds(1);

// At the end of a drain that takes all of its time: for the calls that came
// late.
constexpr absl::Duration kLastCalls = absl::Milliseconds(500);

// Of how long things take, whatever becomes of the time of day.
using Clock = std::chrono::steady_clock;

// Until that much time has passed since `begin`.
void WaitWhile(absl::FunctionRef<bool()> condition, Clock::time_point begin,
               absl::Duration time) {
  while (condition() && absl::FromChrono(Clock::now() - begin) < time) {
    absl::SleepFor(kPause);
  }
}

absl::StatusOr<std::vector<Listener>> OpenListeners(const Options& options) {
  ListenerOptions listener_options;
  listener_options.unix_mode = options.socket_mode;
  listener_options.unix_group = options.transport.socket_group;
  listener_options.loopback_only =
      !options.transport.has_tls() && !options.transport.insecure_listen;
  // As long as a peer that says nothing is kept.
  listener_options.unread_timeout =
      options.limits.keepalive_time + options.limits.keepalive_timeout;
  std::vector<Listener> listeners;
  for (const ListenAddress& address : options.listen) {
    absl::StatusOr<std::vector<Listener>> opened =
        Listener::Open(address, listener_options);
    if (!opened.ok()) return opened.status();
    std::move(opened->begin(), opened->end(), std::back_inserter(listeners));
  }
  return listeners;
}

// One of the handlers of server/handlers.h, with what it decides by.
template <typename Handle>
UnaryMethod::Handler Deciding(const DecisionContext& decisions, Handle handle) {
  return [decisions, handle](grpc::ServerContext& context,
                             const grpc::ByteBuffer& request,
                             grpc::ByteBuffer& response) {
    return handle(decisions, context, request, response);
  };
}

// Tells of refused calls, of each where there is a log.
AuthorizationHandlers::OnRefused Logging(DecisionLog* log,
                                         const UnixUsers* users) {
  return [log, users](absl::string_view method, grpc::ServerContext& context,
                      const grpc::Status& status) {
    CallLog(log, users, context, method, absl::Now()).Rejected(status);
    // The end is what it was told to do, and no fault.
    const bool is_ending = status.error_code() == grpc::StatusCode::UNAVAILABLE;
    static LogLimit limit(1, absl::Seconds(10));
    Log(limit, is_ending ? LogLevel::kInfo : LogLevel::kWarning,
        "calls are refused", {{"error", status.error_message()}});
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, const PolicyReloader& policy, CallMetrics* metrics,
    DecisionLog* log) {
  auto users = std::make_unique<UnixUsers>();
  const DecisionContext decisions = {
      &policy.store(),
      options.check_limits,
      options.max_request_bytes,
      metrics,
      log,
      [&policy] { return policy.reloads().last; },
      users.get(),
  };
  AuthorizationHandlers handlers;
  handlers.check = Deciding(decisions, HandleCheck);
  handlers.batch_check = Deciding(decisions, HandleBatchCheck);
  handlers.get_server_info = Deciding(decisions, HandleGetServerInfo);
  handlers.on_refused = Logging(log, users.get());
  return Start(options, std::move(handlers), metrics, log, std::move(users));
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, AuthorizationHandlers handlers,
    CallMetrics* metrics) {
  return Start(options, std::move(handlers), metrics, nullptr,
               std::make_unique<UnixUsers>());
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, AuthorizationHandlers handlers,
    CallMetrics* metrics, DecisionLog* log, std::unique_ptr<UnixUsers> users) {
  absl::StatusOr<std::unique_ptr<TransportSecurity>> security =
      TransportSecurity::Load(options.transport, RefusedCallers(metrics, log));
  if (!security.ok()) return security.status();
  absl::StatusOr<std::vector<Listener>> listeners = OpenListeners(options);
  if (!listeners.ok()) return listeners.status();

  KeepProtobufLog();
  // Debian's Abseil looks for cycles at every lock, in one graph for all
  // threads, and gRPC takes some ten locks for a call.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  auto server = std::unique_ptr<Server>(
      new Server(std::move(handlers), metrics, std::move(users)));
  server->security_ = *std::move(security);
  for (const Listener& listener : *listeners) {
    server->addresses_.push_back(listener.name());
  }

  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(options.max_request_bytes);
  Apply(options.limits, builder);
  builder.RegisterService(server->authorization_.grpc_service());
  builder.RegisterService(server->health_.grpc_service());
  // Reflection runs on gRPC's own threads: one that waits is enough.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  std::vector<Acceptor::Entrance> entrances =
      server->security_->Apply(*std::move(listeners), builder);
  const int threads = options.threads;
  server->in_flight_ =
      std::make_unique<InFlight>(options.limits.max_in_flight, threads);
  server->memory_ = std::make_unique<MemoryGuard>(options.limits.max_memory);
  server->batch_threads_ = std::make_unique<BatchThreads>(threads);
  for (int i = 0; i < threads; ++i) {
    server->queues_.push_back(std::make_unique<CallQueue>(
        builder.AddCompletionQueue(), *server->in_flight_, *server->memory_,
        *server->batch_threads_));
  }
  server->grpc_server_ = builder.BuildAndStart();
  if (server->grpc_server_ == nullptr) {
    return absl::InternalError("gRPC's server did not start");
  }

  for (const auto& queue : server->queues_) {
    server->authorization_.ServeOn(*queue);
    server->health_.ServeOn(*queue);
    server->threads_.emplace_back([queue = queue.get()] {
      NameThisThread("answer");
      queue->Run();
    });
  }
  server->health_.SetServing(true);
  const absl::Status watched = server->security_->Watch();
  if (!watched.ok()) return watched;
  absl::StatusOr<std::unique_ptr<Acceptor>> acceptor = Acceptor::Start(
      std::move(entrances), options.limits.max_connections, *server->memory_,
      server->connections_, *server->unix_users_);
  if (!acceptor.ok()) return acceptor.status();
  server->acceptor_ = *std::move(acceptor);
  return server;
}

Server::Server(AuthorizationHandlers handlers, CallMetrics* metrics,
               std::unique_ptr<UnixUsers> users)
    : unix_users_(std::move(users)),
      authorization_(std::move(handlers), metrics),
      health_(metrics) {}

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
  WaitWhile([this] { return HasCallsFromBeforeDraining(); }, begin,
            timeout - std::min(timeout / 2, kLastCalls));
  for (const auto& queue : queues_) queue->RefuseCalls();
  WaitWhile([this] { return HasCallsUnderWay(); }, begin, timeout);
  // Closes the connections. Without it, a call that comes between gRPC's
  // shutdown and its client's hearing of it would end as CANCELLED, which
  // clients do not retry, and idle clients would hold the shutdown.
  grpc_server_cancel_all_calls(grpc_server_->c_server());
  // Until here it has kept the memory in bounds.
  acceptor_.reset();
  grpc_server_->Shutdown(std::chrono::system_clock::now());
  // All calls have ended but for batches, which stop since they are cancelled.
  batch_threads_->Stop();
  for (const auto& queue : queues_) queue->ShutDownAfterAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Server::HasCallsFromBeforeDraining() const {
  return std::any_of(queues_.begin(), queues_.end(), [](const auto& queue) {
    return queue->HasCallsFromBeforeDraining();
  });
}

bool Server::HasCallsUnderWay() const {
  return health_.HasWatches() ||
         std::any_of(queues_.begin(), queues_.end(), [](const auto& queue) {
           return queue->HasCallsUnderWay();
         });
}

}  // namespace server
