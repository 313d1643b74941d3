// What policy tests exercise of a policy, for people and for programs.

#ifndef CLIENT_FORMAT_COVERAGE_H_
#define CLIENT_FORMAT_COVERAGE_H_

#include <string>

#include "authz/policy.h"
#include "authz/testing/coverage.h"
#include "client/coverage.pb.h"
#include "client/format/style.h"

namespace client {

// A line for each rule and one for the facts, and what is not covered.
std::string FormatCoverage(const authz::CompiledPolicy& policy,
                           const authz::Coverage& coverage, const Style& style);

conversations::authz::client::PolicyCoverage CoverageToProto(
    const authz::CompiledPolicy& policy, const authz::Coverage& coverage);

}  // namespace client

#endif  // CLIENT_FORMAT_COVERAGE_H_
