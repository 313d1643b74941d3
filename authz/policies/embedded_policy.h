// The policy that is built into the program: policies/conversations.txtpb.

#ifndef AUTHZ_POLICIES_EMBEDDED_POLICY_H_
#define AUTHZ_POLICIES_EMBEDDED_POLICY_H_

#include "absl/strings/string_view.h"

namespace authz {

absl::string_view EmbeddedPolicyText();

}  // namespace authz

#endif  // AUTHZ_POLICIES_EMBEDDED_POLICY_H_
