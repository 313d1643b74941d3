// The proof of a policy against the guardrails, as a message and as text.

#ifndef CLI_FORMAT_VERIFICATION_H_
#define CLI_FORMAT_VERIFICATION_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/proof.h"
#include "authz/policy/policy.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// `breaches` are those that FindBreaches returned for `policy` and
// `guardrails`.
conversations::authz::cli::Verification VerificationToProto(
    const authz::CompiledPolicy& policy,
    absl::Span<const authz::Guardrail> guardrails,
    absl::Span<const authz::Breach> breaches);

std::string FormatVerification(
    const conversations::authz::cli::Verification& verification,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_VERIFICATION_H_
