// Loads a policy that may decide requests: compiles the text of its file and
// proves it against the guardrails. There is no way around the proof.
//
//   CompileResult loaded = LoadPolicy(text);
//   if (!loaded.policy.has_value()) {
//     std::cerr << FormatIssues("policy.txtpb", loaded.issues);
//   }

#ifndef AUTHZ_ANALYSIS_LOAD_H_
#define AUTHZ_ANALYSIS_LOAD_H_

#include "absl/strings/string_view.h"
#include "authz/policy/compiler.h"

namespace authz {

// The policy of `text`; or as issues every mistake in it, and where there is
// none, every guardrail that it breaks.
CompileResult LoadPolicy(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_LOAD_H_
