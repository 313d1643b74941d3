// Loads a policy from a file, or the embedded one.

#ifndef BASE_LOAD_POLICY_H_
#define BASE_LOAD_POLICY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace base {

// The text of the file, or of the embedded policy where `path` is empty. The
// error is INVALID_ARGUMENT: the file cannot be read.
absl::StatusOr<std::string> ReadPolicyText(const std::string& path);

// The name of the policy in its issues: `path`, or "embedded policy" where that
// is empty.
std::string PolicyPathName(const std::string& path);

// The policy file as a message, after it was found to compile. Errors as those
// of LoadPolicy.
absl::StatusOr<conversations::authz::policy::v1::Policy> ReadPolicy(
    const std::string& path);

// The policy of the file, or the embedded one where `path` is empty. The error
// is INVALID_ARGUMENT: the file cannot be read, or one line for every mistake
// in it.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path);

// The policy of `text`, the content of the file `path`.
absl::StatusOr<authz::CompiledPolicy> LoadPolicyText(const std::string& path,
                                                     absl::string_view text);

// The same as LoadPolicy without the proof: for those who want to see what the
// proof finds, and not for deciding.
absl::StatusOr<authz::CompiledPolicy> CompilePolicyFile(
    const std::string& path);

}  // namespace base

#endif  // BASE_LOAD_POLICY_H_
