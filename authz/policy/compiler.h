// Compiles the text of a policy file, without proving it. A policy that is to
// decide requests comes from load.h, which proves it too.

#ifndef AUTHZ_POLICY_COMPILER_H_
#define AUTHZ_POLICY_COMPILER_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "authz/text/issue.h"

namespace authz {

// Either a policy or at least one issue, in the order of the file.
struct CompileResult {
  std::optional<CompiledPolicy> policy;
  std::vector<Issue> issues;
};

// Reports every mistake in the text at once. Only an error of syntax ends the
// reading early.
CompileResult CompilePolicy(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILER_H_
