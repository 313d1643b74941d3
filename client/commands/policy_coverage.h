// `authz policy coverage`: what policy tests exercise of a policy.

#ifndef CLIENT_COMMANDS_POLICY_COVERAGE_H_
#define CLIENT_COMMANDS_POLICY_COVERAGE_H_

#include "client/commands/command.h"

namespace client {

Command PolicyCoverageCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_COVERAGE_H_
