// Recognizes the environment variables that Kubernetes sets in every pod of a
// namespace for each of its services, such as AUTHZ_PORT for one that is named
// authz.

#ifndef BASE_SERVICE_LINK_H_
#define BASE_SERVICE_LINK_H_

#include "absl/strings/string_view.h"

namespace base {

// Whether the variable is one of these, or may be. `name` may lack the start of
// the service's name.
bool IsServiceLink(absl::string_view name, absl::string_view value);

}  // namespace base

#endif  // BASE_SERVICE_LINK_H_
