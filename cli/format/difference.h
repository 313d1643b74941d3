// The difference between two policies, as a message and as text.

#ifndef CLI_FORMAT_DIFFERENCE_H_
#define CLI_FORMAT_DIFFERENCE_H_

#include <string>

#include "absl/types/span.h"
#include "authz/analysis/difference.h"
#include "authz/policy/policy.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// `differences` are those that FindDifferences returned for the two policies.
conversations::authz::cli::PolicyDifference DifferenceToProto(
    const authz::CompiledPolicy& old_policy,
    const authz::CompiledPolicy& new_policy,
    absl::Span<const authz::ActionDifference> differences);

std::string FormatDifference(
    const conversations::authz::cli::PolicyDifference& difference,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_DIFFERENCE_H_
