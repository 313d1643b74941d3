// The version of a policy.

#ifndef AUTHZ_POLICY_POLICY_VERSION_H_
#define AUTHZ_POLICY_POLICY_VERSION_H_

#include <string>

#include "conversations/authz/policy/v1/policy.pb.h"

namespace authz {

// The policy's name, "@" and the first 12 hexadecimal digits of a SHA-256 over
// its content, such as "conversations@0123456789ab". Two files that differ in
// comments and layout only have the same version.
std::string PolicyVersion(
    const conversations::authz::policy::v1::Policy& policy);

}  // namespace authz

#endif  // AUTHZ_POLICY_POLICY_VERSION_H_
