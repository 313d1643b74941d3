#include "tests/server/support/wire_client.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace server {

std::shared_ptr<grpc::Channel> Connect(
    const std::string& address, grpc::ChannelArguments arguments,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

void SetTestDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(50));
}

grpc::Status Call(absl::FunctionRef<grpc::Status(grpc::ClientContext*)> call) {
  grpc::ClientContext context;
  SetTestDeadline(context);
  return call(&context);
}

grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                     const std::string& method, const grpc::ByteBuffer& request,
                     grpc::ByteBuffer* response) {
  grpc::ClientContext context;
  SetTestDeadline(context);
  grpc::CompletionQueue queue;
  const auto call = grpc::GenericStub(channel).PrepareUnaryCall(
      &context, method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer ignored;
  grpc::Status status;
  call->Finish(response == nullptr ? &ignored : response, &status, &queue);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                     const std::string& service) {
  const auto stub = grpc::health::v1::Health::NewStub(channel);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->Check(context, request, &response);
  });
  if (!status.ok()) {
    return absl::StrCat(status.error_code(), ": ", status.error_message());
  }
  return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(
      response.status());
}

}  // namespace server
