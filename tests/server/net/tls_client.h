// gRPC clients that use TLS, and the flags of servers that do.

#ifndef TESTS_SERVER_NET_TLS_CLIENT_H_
#define TESTS_SERVER_NET_TLS_CLIENT_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/certificates.h"
#include "tests/support/secret_volume.h"

namespace server {

struct TlsClient {
  // Who must have signed the server's certificate.
  std::string authorities;
  // Empty: none.
  testing_support::KeyPair pair = {};
};

std::shared_ptr<grpc::Channel> ConnectTls(const std::string& address,
                                          const TlsClient& client);

// The certificate in PEM that the server has on a connection, or why it could
// not be called.
std::string ServerCertificate(const std::shared_ptr<grpc::Channel>& channel);

// Mutual TLS with the volume's "tls.crt", "tls.key" and "ca.crt".
std::vector<std::string> MutualTlsFlags(
    const testing_support::SecretVolume& volume);

}  // namespace server

#endif  // TESTS_SERVER_NET_TLS_CLIENT_H_
