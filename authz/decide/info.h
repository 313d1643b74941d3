// Describes the policy and the limits in force, for GetServerInfo.

#ifndef AUTHZ_DECIDE_INFO_H_
#define AUTHZ_DECIDE_INFO_H_

#include "authz/decide/request_limits.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// The policy and the limits; what is the server's own is left unset: its
// version and `max_request_bytes`.
v1::GetServerInfoResponse DescribePolicy(const CompiledPolicy& policy,
                                         const RequestLimits& limits);

}  // namespace authz

#endif  // AUTHZ_DECIDE_INFO_H_
