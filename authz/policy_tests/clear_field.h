// Clears the field of a message that a path names, such as
// "conversation.item.private" or "targets[0].in_project_directory": the paths
// that `missing_facts` is written in.

#ifndef AUTHZ_POLICY_TESTS_CLEAR_FIELD_H_
#define AUTHZ_POLICY_TESTS_CLEAR_FIELD_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace authz {

// INVALID_ARGUMENT, and `message` is unchanged, where there is no such field or
// it is not set. A repeated field is cleared as a whole; its elements are not
// cleared one by one, only their fields.
absl::Status ClearField(absl::string_view path,
                        google::protobuf::Message& message);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CLEAR_FIELD_H_
