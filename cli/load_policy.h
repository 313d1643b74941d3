// Where the programs' policy comes from.

#ifndef CLI_LOAD_POLICY_H_
#define CLI_LOAD_POLICY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "authz/policy.h"

namespace cli {

// The policy of the file, or the embedded one where `path` is empty. The error
// is INVALID_ARGUMENT: the file cannot be read, or one line for every mistake
// in it.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path);

// The policy of a text. Errors call it `name`.
absl::StatusOr<authz::CompiledPolicy> LoadPolicyText(absl::string_view name,
                                                     absl::string_view text);

// The same as LoadPolicy without the proof: for those who want to see what the
// proof finds, and not for deciding.
absl::StatusOr<authz::CompiledPolicy> CompilePolicyFile(
    const std::string& path);

}  // namespace cli

#endif  // CLI_LOAD_POLICY_H_
