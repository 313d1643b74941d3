// A mistake that makes a request malformed, so that it gets an error and no
// decision.

#ifndef AUTHZ_DECIDE_MALFORMED_H_
#define AUTHZ_DECIDE_MALFORMED_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace authz {

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

// INVALID_ARGUMENT with that message.
inline absl::Status ToStatus(const Malformed& malformed) {
  return absl::InvalidArgumentError(ToString(malformed));
}

}  // namespace authz

#endif  // AUTHZ_DECIDE_MALFORMED_H_
