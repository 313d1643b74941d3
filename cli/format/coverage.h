// The coverage of a policy by its tests, as a message and as text.

#ifndef CLI_FORMAT_COVERAGE_H_
#define CLI_FORMAT_COVERAGE_H_

#include <string>

#include "authz/policy/policy.h"
#include "authz/policy_tests/coverage.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// `coverage` is of `policy`.
conversations::authz::cli::PolicyCoverage CoverageToProto(
    const authz::CompiledPolicy& policy, const authz::Coverage& coverage);

// A line for each rule and one for the facts, then all that is not covered.
std::string FormatCoverage(
    const conversations::authz::cli::PolicyCoverage& coverage,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_COVERAGE_H_
