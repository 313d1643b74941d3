// The program `authz` without its process.

#ifndef CLI_RUN_H_
#define CLI_RUN_H_

#include <string>
#include <vector>

#include "cli/commands/command.h"

namespace cli {

// What the program prints, and its exit status.
struct Printed {
  std::string out;
  std::string err;
  ExitStatus exit_status = kExitOk;
};

// Runs the command that the arguments, without the program's name, ask for.
// Sets flags, so it runs once in a process.
Printed Run(const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_RUN_H_
