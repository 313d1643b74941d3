// A base class of gRPC server credentials that are made of those of gRPC's
// core, which have a header and a way into a server of their own in each
// version.

#ifndef THIRD_PARTY_COMPAT_SERVER_CREDENTIALS_H_
#define THIRD_PARTY_COMPAT_SERVER_CREDENTIALS_H_

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/version_info.h>

#if GRPC_CPP_VERSION_MAJOR > 1 || GRPC_CPP_VERSION_MINOR >= 66

#include <grpc/credentials.h>

namespace compat {

class ServerCredentials : public grpc::ServerCredentials {
 protected:
  // Owns `core`.
  explicit ServerCredentials(grpc_server_credentials* core)
      : grpc::ServerCredentials(core) {}
};

}  // namespace compat

#else

// Goes with gRPC 1.51.

#include <string>

namespace compat {

class ServerCredentials : public grpc::ServerCredentials {
 public:
  ServerCredentials(const ServerCredentials&) = delete;
  ServerCredentials& operator=(const ServerCredentials&) = delete;
  ~ServerCredentials() override { grpc_server_credentials_release(core_); }

 protected:
  // Owns `core`.
  explicit ServerCredentials(grpc_server_credentials* core) : core_(core) {}

  grpc_server_credentials* c_creds() const { return core_; }

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), core_);
  }

  grpc_server_credentials* const core_;
};

}  // namespace compat

#endif

#endif  // THIRD_PARTY_COMPAT_SERVER_CREDENTIALS_H_
