#include "server/rpc/handlers.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "authz/decide/info.h"
#include "authz/facts/time.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/batch_log.h"
#include "server/decision_log/call_log.h"
#include "server/metrics/count_checks.h"
#include "server/rpc/batch_writer.h"
#include "server/rpc/call_arena.h"
#include "server/rpc/codec.h"
#include "server/rpc/deadline.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Why a batch was stopped. gRPC cancels a call when its deadline passes.
grpc::StatusCode CodeOfStopped(const grpc::ServerContext& call) {
  return DeadlineHasPassed(call) ? grpc::StatusCode::DEADLINE_EXCEEDED
                                 : grpc::StatusCode::CANCELLED;
}

}  // namespace

grpc::Status HandleCheck(const DecisionContext& decisions,
                         grpc::ServerContext& call,
                         const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response) {
  const absl::Time now = absl::Now();
  CallLog log(decisions.log, decisions.unix_users, call, "Check", now);
  CallArena arena;
  auto& check = arena.Create<v1::CheckRequest>();
  const absl::Status decoded = Decode(request, check);
  if (!decoded.ok()) return log.Rejected(ToGrpcStatus(decoded));

  const authz::CompiledPolicy& policy = decisions.policies->Current();
  auto& decision = arena.Create<v1::CheckResponse>();
  const authz::CheckOutcome outcome =
      authz::Check(policy, decisions.limits, check, now, decision);
  CountCheck(decisions.metrics, outcome);
  if (outcome.malformed.has_value()) {
    return log.Rejected(ToGrpcStatus(ToStatus(*outcome.malformed)));
  }
  log.Decided(policy, outcome);
  Encode(decision).Swap(&response);
  return grpc::Status::OK;
}

grpc::Status HandleBatchCheck(const DecisionContext& decisions,
                              grpc::ServerContext& call,
                              const grpc::ByteBuffer& request,
                              grpc::ByteBuffer& response) {
  const absl::Time now = absl::Now();
  CallLog log(decisions.log, decisions.unix_users, call, "BatchCheck", now);
  CallArena arena;
  auto& batch = arena.Create<v1::BatchCheckRequest>();
  const absl::Status decoded = Decode(request, batch);
  if (!decoded.ok()) return log.Rejected(ToGrpcStatus(decoded));

  const authz::CompiledPolicy& policy = decisions.policies->Current();
  BatchWriter writer(batch.checks_size());
  BatchCounter counter(decisions.metrics, batch.checks_size());
  BatchLog lines(log, policy);
  const absl::Status status = authz::BatchCheck(
      policy, decisions.limits, batch, now,
      [&call] { return !DeadlineHasPassed(call) && !call.IsCancelled(); },
      [&](const authz::CheckOutcome& outcome) {
        writer.Add(*outcome.result);
        counter.Add(outcome);
        lines.Add(outcome);
      });
  if (absl::IsCancelled(status)) {
    return log.Rejected(
        grpc::Status(CodeOfStopped(call), std::string(status.message())));
  }
  if (!status.ok()) return log.Rejected(ToGrpcStatus(status));
  lines.Decided();
  writer.Finish(policy.version).Swap(&response);
  return grpc::Status::OK;
}

grpc::Status HandleGetServerInfo(const DecisionContext& decisions,
                                 grpc::ServerContext& call,
                                 const grpc::ByteBuffer& request,
                                 grpc::ByteBuffer& response) {
  CallLog log(decisions.log, decisions.unix_users, call, "GetServerInfo",
              absl::Now());
  v1::GetServerInfoRequest info_request;
  const absl::Status decoded = Decode(request, info_request);
  if (!decoded.ok()) return log.Rejected(ToGrpcStatus(decoded));

  v1::GetServerInfoResponse info =
      authz::DescribePolicy(decisions.policies->Current(), decisions.limits);
  info.set_server_version(std::string(base::Version()));
  info.mutable_limits()->set_max_request_bytes(decisions.max_request_bytes);
  const std::optional<Reload> reload =
      decisions.last_reload ? decisions.last_reload() : std::nullopt;
  if (reload.has_value()) {
    v1::PolicyReload& to = *info.mutable_last_reload();
    authz::SetTimestamp(reload->at, *to.mutable_at());
    to.set_succeeded(reload->error.empty());
    to.set_error(reload->error);
  }
  Encode(info).Swap(&response);
  return grpc::Status::OK;
}

}  // namespace server
