// The methods of AuthorizationService, from the bytes of a request to those of
// its response.

#ifndef SERVER_HANDLERS_H_
#define SERVER_HANDLERS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <memory>

#include "authz/engine.h"
#include "authz/policy.h"

namespace server {

// What requests are decided by. Immutable; a request uses one from its start to
// its end.
struct DecisionContext {
  std::shared_ptr<const authz::CompiledPolicy> policy;
  authz::CheckLimits limits;
  std::int64_t max_request_bytes = 0;
};

// Each fills `response` where it returns OK. They are called by several
// threads.
grpc::Status HandleCheck(const DecisionContext& decisions,
                         const grpc::ServerContext& call,
                         const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response);

grpc::Status HandleBatchCheck(const DecisionContext& decisions,
                              const grpc::ServerContext& call,
                              const grpc::ByteBuffer& request,
                              grpc::ByteBuffer& response);

grpc::Status HandleGetServerInfo(const DecisionContext& decisions,
                                 const grpc::ServerContext& call,
                                 const grpc::ByteBuffer& request,
                                 grpc::ByteBuffer& response);

}  // namespace server

#endif  // SERVER_HANDLERS_H_
