// Reads the TLS flags of the command into the options of its client.

#ifndef CLI_COMMANDS_TLS_FLAGS_H_
#define CLI_COMMANDS_TLS_FLAGS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "client/cc/authz_client.h"

namespace cli {

// Whether any of the flags is set.
bool WantsTls();

// Reads the files. Nothing where none of the flags is set. INVALID_ARGUMENT
// where the flags do not make sense together or a file cannot be used.
absl::StatusOr<std::optional<client::TlsOptions>> ReadTlsFlags();

}  // namespace cli

#endif  // CLI_COMMANDS_TLS_FLAGS_H_
