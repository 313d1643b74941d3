#include "server/rpc/decision_service.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/decide/check_outcome.h"
#include "authz/decide/engine.h"
#include "authz/facts/time.h"
#include "authz/text/utf8.h"
#include "base/libraries.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/call_log.h"
#include "server/metrics/count_checks.h"
#include "server/operation_log/operation_log.h"
#include "server/rpc/batch_writer.h"
#include "server/rpc/codec.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Why a batch was stopped. gRPC cancels a call when its deadline passes.
grpc::StatusCode CodeOfStopped(const ServerCall& call) {
  return call.DeadlineHasPassed() ? grpc::StatusCode::DEADLINE_EXCEEDED
                                  : grpc::StatusCode::CANCELLED;
}

}  // namespace

grpc::Status DecisionService::Check(ServerCall& call,
                                    grpc::ByteBuffer& response) {
  const absl::Time now = absl::Now();
  CallLog log(options_.log, call.context(), "Check", now);
  const auto check = call.Read<v1::CheckRequest>();
  if (!check.ok()) return log.End(ToGrpcStatus(check.status()));

  const authz::CompiledPolicy& policy = PolicyFor(call);
  auto& decision = call.Create<v1::CheckResponse>();
  const authz::CheckOutcome outcome =
      authz::Check(policy, options_.limits, **check, now, decision);
  CountCheck(call.worker().counters(), outcome);
  if (outcome.malformed.has_value()) {
    return log.End(ToGrpcStatus(ToStatus(*outcome.malformed)));
  }
  log.Begin(policy);
  log.Add(outcome, **check);
  Encode(decision).Swap(&response);
  return log.End(grpc::Status::OK);
}

grpc::Status DecisionService::BatchCheck(ServerCall& call,
                                         grpc::ByteBuffer& response) {
  const absl::Time now = absl::Now();
  CallLog log(options_.log, call.context(), "BatchCheck", now);
  const auto batch = call.Read<v1::BatchCheckRequest>();
  if (!batch.ok()) return log.End(ToGrpcStatus(batch.status()));
  // gRPC hands a message on as an empty one where its frame has a flag that it
  // does not know. To all the checks in it, no results must not be the answer.
  if (call.request().Length() == 0) {
    return log.End(grpc::Status(
        grpc::StatusCode::INVALID_ARGUMENT,
        "request: is empty, or in a frame that is malformed: a batch without "
        "checks must have `shared`"));
  }

  const authz::CompiledPolicy& policy = PolicyFor(call);
  BatchWriter writer((*batch)->checks_size());
  ThreadCounters* const counters = call.worker().counters();
  CountBatch(counters, (*batch)->checks_size());
  log.Begin(policy, &(*batch)->shared());
  auto next_check = (*batch)->checks().begin();
  const absl::Status status = authz::BatchCheck(
      policy, options_.limits, **batch, now,
      [&call] {
        return !call.DeadlineHasPassed() && !call.context().IsCancelled();
      },
      [&](const authz::CheckOutcome& outcome) {
        writer.Add(*outcome.result);
        CountCheck(counters, outcome);
        log.Add(outcome, *next_check++);
      });
  if (absl::IsCancelled(status)) {
    return log.End(
        grpc::Status(CodeOfStopped(call), std::string(status.message())));
  }
  if (!status.ok()) return log.End(ToGrpcStatus(status));
  writer.Finish(policy.version).Swap(&response);
  return log.End(grpc::Status::OK);
}

grpc::Status DecisionService::GetServerInfo(ServerCall& call,
                                            grpc::ByteBuffer& response) {
  CallLog log(options_.log, call.context(), "GetServerInfo", absl::Now());
  const auto request = call.Read<v1::GetServerInfoRequest>();
  if (!request.ok()) return log.End(ToGrpcStatus(request.status()));

  const authz::CompiledPolicy& policy = PolicyFor(call);
  v1::GetServerInfoResponse info =
      authz::DescribePolicy(policy, options_.limits);
  if ((*request)->include_policy()) {
    if (!authz::IsUtf8(policy.text)) {
      return log.End(grpc::Status(grpc::StatusCode::FAILED_PRECONDITION,
                                  "a comment in the policy is not UTF-8"));
    }
    info.set_policy(policy.text);
  }
  info.set_server_version(std::string(base::Version()));
  for (const base::Library& library : base::Libraries()) {
    v1::Library& to = *info.add_libraries();
    to.set_name(library.name);
    to.set_version(library.version);
  }
  info.mutable_limits()->set_max_request_bytes(options_.max_request_bytes);
  const std::optional<Reload> reload = policy_.file().reloads().last;
  if (reload.has_value()) {
    v1::PolicyReload& to = *info.mutable_last_reload();
    authz::SetTimestamp(reload->at, *to.mutable_at());
    to.set_succeeded(reload->error.empty());
    to.set_error(reload->error);
  }
  Encode(info).Swap(&response);
  return grpc::Status::OK;
}

void DecisionService::OnRefused(RpcMethod method, grpc::ServerContext& context,
                                const grpc::Status& status) {
  CallLog(options_.log, context,
          kRpcMethodNames[static_cast<std::size_t>(method)].method, absl::Now())
      .End(status);
  // The end is what the server was told to do, and no fault.
  const bool is_ending = status.error_code() == grpc::StatusCode::UNAVAILABLE;
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, is_ending ? LogLevel::kInfo : LogLevel::kWarning,
      "calls are refused", {{"error", status.error_message()}});
}

}  // namespace server
