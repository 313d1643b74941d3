// What the proof of a policy against the guardrails came to, for people and for
// programs.

#ifndef CLIENT_FORMAT_VERIFICATION_H_
#define CLIENT_FORMAT_VERIFICATION_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/guardrails.h"
#include "authz/policy.h"
#include "authz/proof.h"
#include "client/format/style.h"
#include "client/verification.pb.h"

namespace client {

// `breaches` are those that FindBreaches returned for `policy` and
// `guardrails`.
conversations::authz::client::Verification VerificationToProto(
    const authz::CompiledPolicy& policy,
    absl::Span<const authz::Guardrail> guardrails,
    absl::Span<const authz::Breach> breaches);

std::string FormatVerification(
    const conversations::authz::client::Verification& verification,
    const Style& style);

}  // namespace client

#endif  // CLIENT_FORMAT_VERIFICATION_H_
