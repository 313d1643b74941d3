// Finds fields in a request that the contract does not have.

#ifndef AUTHZ_DECIDE_UNKNOWN_FIELDS_H_
#define AUTHZ_DECIDE_UNKNOWN_FIELDS_H_

#include <optional>

#include "authz/decide/validate.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Returns true where no field of the check, or of a message in it, is unknown:
// missing in the contract, or of another type there. An unknown field
// can be a restriction, which a decision without it would pass over.
bool AllFieldsAreKnown(const v1::CheckRequest& check);

// Finds the first unknown field of a check that has one. Its path ends with its
// number, such as "targets[2].99". Takes far longer than AllFieldsAreKnown.
Malformed FirstUnknownField(const v1::CheckRequest& check);

// The same of the batch itself and of what its checks share.
std::optional<Malformed> FindUnknownFieldBesidesChecks(
    const v1::BatchCheckRequest& batch);

}  // namespace authz

#endif  // AUTHZ_DECIDE_UNKNOWN_FIELDS_H_
