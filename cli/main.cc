// The command `authz`: asks the server, or this process, for decisions.

#include <grpc/support/log.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/commands/command.h"
#include "cli/run.h"

namespace {

// The command says itself why there is no answer. Whoever asks for gRPC's own
// log gets that too.
void SilenceGrpc() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace

int main(int argc, char** argv) {
  SilenceGrpc();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                           argv + argc);
  const cli::Printed printed = cli::Run(arguments);
  std::fputs(printed.err.c_str(), stderr);
  const bool written = std::fwrite(printed.out.data(), 1, printed.out.size(),
                                   stdout) == printed.out.size() &&
                       std::fflush(stdout) == 0;
  if (!written) {
    std::perror("authz: cannot write to stdout");
    return cli::kExitFailed;
  }
  return printed.exit_status;
}
