// What policy tests exercise of a policy, for people and for programs.

#ifndef CLI_FORMAT_COVERAGE_H_
#define CLI_FORMAT_COVERAGE_H_

#include <string>

#include "authz/policy/policy.h"
#include "authz/policy_tests/coverage.h"
#include "cli/coverage.pb.h"
#include "cli/format/style.h"

namespace cli {

// A line for each rule and one for the facts, and what is not covered.
std::string FormatCoverage(const authz::CompiledPolicy& policy,
                           const authz::Coverage& coverage, const Style& style);

conversations::authz::cli::PolicyCoverage CoverageToProto(
    const authz::CompiledPolicy& policy, const authz::Coverage& coverage);

}  // namespace cli

#endif  // CLI_FORMAT_COVERAGE_H_
