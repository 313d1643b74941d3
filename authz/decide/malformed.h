// What makes a request malformed, so that it gets an error and no decision.

#ifndef AUTHZ_DECIDE_MALFORMED_H_
#define AUTHZ_DECIDE_MALFORMED_H_

#include <string>

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

}  // namespace authz

#endif  // AUTHZ_DECIDE_MALFORMED_H_
