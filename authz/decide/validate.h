// Finds what makes a request malformed.

#ifndef AUTHZ_DECIDE_VALIDATE_H_
#define AUTHZ_DECIDE_VALIDATE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/facts/request_view.h"

namespace authz {

// A mistake that makes a request malformed, so that it gets an error and no
// decision.
struct Malformed {
  // The path of the field, such as "targets[2].permission_level".
  std::string field;
  // The rule that it breaks: lower case, no final stop.
  std::string rule;
};

// "FIELD: RULE", as errors show it.
inline std::string ToString(const Malformed& malformed) {
  return absl::StrCat(malformed.field, ": ", malformed.rule);
}

// INVALID_ARGUMENT, with ToString(malformed) as its message.
inline absl::Status ToStatus(const Malformed& malformed) {
  return absl::InvalidArgumentError(ToString(malformed));
}

// The first field that makes the request malformed, in the order of
// CheckRequest: an action or actor that is not given, a value outside its enum,
// a timestamp that is invalid or exactly the epoch, a reversed range, a list
// longer than `max_targets`, or a target or an item to be attached without an
// id.
//
// Checks only `fields`, where the others have been checked before; but always
// that the actor and the action are given.
std::optional<Malformed> Validate(const RequestView& request, int max_targets,
                                  FieldSet fields = FieldSet::All());

}  // namespace authz

#endif  // AUTHZ_DECIDE_VALIDATE_H_
