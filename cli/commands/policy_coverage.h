// `authz policy coverage`: what policy tests exercise of a policy.

#ifndef CLI_COMMANDS_POLICY_COVERAGE_H_
#define CLI_COMMANDS_POLICY_COVERAGE_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyCoverageCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_COVERAGE_H_
