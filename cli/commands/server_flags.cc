// The flags that say which server to ask. Each can also be given as an
// environment variable: AUTHZ_SERVER is --server.

#include <string>

#include "absl/flags/flag.h"
#include "cli/commands/flags.h"

ABSL_FLAG(std::string, server, "127.0.0.1:50051",
          "ADDRESS: the server to ask, `HOST:PORT` or `unix:PATH`");
ABSL_FLAG(bool, tls, false,
          "use TLS, as with any other flag of it. Without `--tls_ca` the "
          "server's certificate must be one that the system trusts");
ABSL_FLAG(std::string, tls_ca, "",
          "FILE: use TLS, and trust a server whose certificate the authorities "
          "in this PEM file vouch for");
ABSL_FLAG(std::string, tls_cert, "",
          "FILE: the certificate to show to a server that asks for one, in "
          "PEM, followed by those of its chain");
ABSL_FLAG(std::string, tls_key, "",
          "FILE: the private key of `--tls_cert`, in PEM");
ABSL_FLAG(std::string, tls_server_name, "",
          "NAME: what the server's certificate must be for, instead of the "
          "host of `--server`");
