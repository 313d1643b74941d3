// The command `authz`: asks the server, or this process, for decisions.

#include <cstdio>
#include <string>
#include <vector>

#include "client/commands/command.h"
#include "client/run.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                           argv + argc);
  const client::Printed printed = client::Run(arguments);
  std::fputs(printed.err.c_str(), stderr);
  const bool written = std::fwrite(printed.out.data(), 1, printed.out.size(),
                                   stdout) == printed.out.size() &&
                       std::fflush(stdout) == 0;
  if (!written) {
    std::perror("authz: cannot write to stdout");
    return client::kExitFailed;
  }
  return printed.exit_status;
}
