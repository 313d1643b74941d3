// The values that a field of a request can have.

#ifndef AUTHZ_ANALYSIS_FIELD_VALUES_H_
#define AUTHZ_ANALYSIS_FIELD_VALUES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// Requests in which only the field at `path`, such as "settings.access", is
// set: one for each value that it can be set to, in order. It is of an enum or
// a bool.
std::vector<v1::CheckRequest> ValuesOfField(absl::string_view path);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_FIELD_VALUES_H_
