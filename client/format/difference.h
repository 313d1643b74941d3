// What two policies decide differently, for people and for programs.

#ifndef CLIENT_FORMAT_DIFFERENCE_H_
#define CLIENT_FORMAT_DIFFERENCE_H_

#include <string>

#include "absl/types/span.h"
#include "authz/difference.h"
#include "authz/policy.h"
#include "client/difference.pb.h"
#include "client/format/style.h"

namespace client {

// `differences` are those that FindDifferences returned for the two policies.
conversations::authz::client::PolicyDifference DifferenceToProto(
    const authz::CompiledPolicy& old_policy,
    const authz::CompiledPolicy& new_policy,
    absl::Span<const authz::ActionDifference> differences);

std::string FormatDifference(
    const conversations::authz::client::PolicyDifference& difference,
    const Style& style);

}  // namespace client

#endif  // CLIENT_FORMAT_DIFFERENCE_H_
