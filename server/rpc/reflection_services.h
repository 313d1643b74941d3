// Serves gRPC's server reflection: what services there are, and the files that
// describe them.
//
// Our own and not gRPC's: that one knows no grpc.reflection.v1, for which newer
// clients ask first.

#ifndef SERVER_RPC_REFLECTION_SERVICES_H_
#define SERVER_RPC_REFLECTION_SERVICES_H_

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <string>
#include <vector>

namespace server {

// The services grpc.reflection.v1 and v1alpha, to be registered with gRPC and
// to outlive its server. They list themselves and `services`, full names, and
// know every file that is linked in. Each refuses more than 100 streams at once
// with RESOURCE_EXHAUSTED.
std::vector<std::unique_ptr<grpc::Service>> ReflectionServices(
    std::vector<std::string> services);

}  // namespace server

#endif  // SERVER_RPC_REFLECTION_SERVICES_H_
