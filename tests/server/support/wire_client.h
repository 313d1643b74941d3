// Channels to the real server, and calls of its methods by name.

#ifndef TESTS_SERVER_SUPPORT_WIRE_CLIENT_H_
#define TESTS_SERVER_SUPPORT_WIRE_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "grpc/health/v1/health.pb.h"

namespace server {

inline constexpr char kCheckMethod[] =
    "/conversations.authz.v1.AuthorizationService/Check";
inline constexpr char kBatchCheckMethod[] =
    "/conversations.authz.v1.AuthorizationService/BatchCheck";
inline constexpr char kGetServerInfoMethod[] =
    "/conversations.authz.v1.AuthorizationService/GetServerInfo";
inline constexpr char kHealthCheckMethod[] = "/grpc.health.v1.Health/Check";

// A connection that shares nothing with others, of any message size.
std::shared_ptr<grpc::Channel> Connect(
    const std::string& address,
    grpc::ChannelArguments arguments = grpc::ChannelArguments(),
    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
        grpc::InsecureChannelCredentials());

// Gives the call a deadline that only a server that hangs does not keep.
void SetTestDeadline(grpc::ClientContext& context);

// Calls a unary method of a stub, such as
//   Call([&](grpc::ClientContext* context) {
//     return stub->Check(context, request, &response);
//   })
grpc::Status Call(absl::FunctionRef<grpc::Status(grpc::ClientContext*)> call);

// Calls any unary method with any bytes.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                     const std::string& method, const grpc::ByteBuffer& request,
                     grpc::ByteBuffer* response = nullptr);

// "SERVING" and the like, or the error of the call.
std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                     const std::string& service = "");

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_WIRE_CLIENT_H_
