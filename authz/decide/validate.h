// Finds what makes a request malformed.

#ifndef AUTHZ_DECIDE_VALIDATE_H_
#define AUTHZ_DECIDE_VALIDATE_H_

#include <optional>

#include "authz/decide/malformed.h"
#include "authz/facts/request_view.h"

namespace authz {

// The first field that makes the request malformed, in the order of
// CheckRequest: an action or actor that is not given, a value outside its enum,
// an invalid timestamp, a reversed range, or a list longer than `max_targets`.
//
// What `fields` leaves out is known to be well-formed; the actor and the action
// must be given all the same.
std::optional<Malformed> Validate(const RequestView& request, int max_targets,
                                  FieldSet fields = FieldSet::All());

}  // namespace authz

#endif  // AUTHZ_DECIDE_VALIDATE_H_
