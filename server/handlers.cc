#include "server/handlers.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "authz/info.h"
#include "authz/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/arena.h"
#include "server/codec.h"
#include "server/version.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::Arena;
using google::protobuf::ArenaOptions;

// Enough for the messages of a usual call, so that they take no block from the
// heap. One for each thread, since a thread handles one call at a time.
ArenaOptions OptionsOfThread() {
  constexpr std::size_t kInitialBlock = std::size_t{16} * 1024;
  alignas(std::max_align_t) thread_local char block[kInitialBlock];
  ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = kInitialBlock;
  options.max_block_size = std::size_t{256} * 1024;
  return options;
}

grpc::Status InvalidArgument(const authz::Malformed& malformed) {
  return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, ToString(malformed));
}

bool DeadlineHasPassed(const grpc::ServerContext& call) {
  return call.deadline() <= std::chrono::system_clock::now();
}

}  // namespace

grpc::Status HandleCheck(const DecisionContext& decisions,
                         const grpc::ServerContext& /*call*/,
                         const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response) {
  Arena arena(OptionsOfThread());
  auto& check = *Arena::CreateMessage<v1::CheckRequest>(&arena);
  const absl::Status decoded = Decode(request, check);
  if (!decoded.ok()) return ToGrpcStatus(decoded);

  auto& decision = *Arena::CreateMessage<v1::CheckResponse>(&arena);
  const std::optional<authz::Malformed> malformed =
      authz::Check(decisions.policies->Current(), decisions.limits, check,
                   absl::Now(), decision);
  if (malformed.has_value()) return InvalidArgument(*malformed);
  response = Encode(decision);
  return grpc::Status::OK;
}

grpc::Status HandleBatchCheck(const DecisionContext& decisions,
                              const grpc::ServerContext& call,
                              const grpc::ByteBuffer& request,
                              grpc::ByteBuffer& response) {
  Arena arena(OptionsOfThread());
  auto& batch = *Arena::CreateMessage<v1::BatchCheckRequest>(&arena);
  const absl::Status decoded = Decode(request, batch);
  if (!decoded.ok()) return ToGrpcStatus(decoded);

  auto& results = *Arena::CreateMessage<v1::BatchCheckResponse>(&arena);
  const absl::Status status = authz::BatchCheck(
      decisions.policies->Current(), decisions.limits, batch, absl::Now(),
      [&call] { return !DeadlineHasPassed(call); }, results);
  if (absl::IsCancelled(status)) {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                        std::string(status.message()));
  }
  if (!status.ok()) return ToGrpcStatus(status);
  response = Encode(results);
  return grpc::Status::OK;
}

grpc::Status HandleGetServerInfo(const DecisionContext& decisions,
                                 const grpc::ServerContext& /*call*/,
                                 const grpc::ByteBuffer& request,
                                 grpc::ByteBuffer& response) {
  v1::GetServerInfoRequest info_request;
  const absl::Status decoded = Decode(request, info_request);
  if (!decoded.ok()) return ToGrpcStatus(decoded);

  v1::GetServerInfoResponse info =
      authz::DescribePolicy(decisions.policies->Current(), decisions.limits);
  info.set_server_version(std::string(kVersion));
  info.mutable_limits()->set_max_request_bytes(decisions.max_request_bytes);
  const std::optional<PolicyReload> reload = decisions.policies->LastReload();
  if (reload.has_value()) {
    v1::PolicyReload& to = *info.mutable_last_reload();
    authz::SetTimestamp(reload->at, *to.mutable_at());
    to.set_succeeded(reload->error.empty());
    to.set_error(reload->error);
  }
  response = Encode(info);
  return grpc::Status::OK;
}

}  // namespace server
