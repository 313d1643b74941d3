// Finds fields in a request that the contract does not have.

#ifndef AUTHZ_DECIDE_UNKNOWN_FIELDS_H_
#define AUTHZ_DECIDE_UNKNOWN_FIELDS_H_

#include <optional>

#include "authz/decide/validate.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// The first field, of the check or of a message in it, that the contract does
// not have, or has as another type. What it says can be a restriction, which a
// decision without it would pass over. Its path ends with its number, such as
// "targets[2].99".
std::optional<Malformed> FindUnknownField(const v1::CheckRequest& check);

// The same of the batch itself and of what its checks share.
std::optional<Malformed> FindUnknownFieldBesidesChecks(
    const v1::BatchCheckRequest& batch);

}  // namespace authz

#endif  // AUTHZ_DECIDE_UNKNOWN_FIELDS_H_
