// The values that each setting can have.

#ifndef AUTHZ_FACTS_SETTING_VALUES_H_
#define AUTHZ_FACTS_SETTING_VALUES_H_

#include <vector>

#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// Settings in which only `field` is set: one for each of its values, in order.
std::vector<v1::Settings> ValuesOf(
    const google::protobuf::FieldDescriptor& field);

}  // namespace authz

#endif  // AUTHZ_FACTS_SETTING_VALUES_H_
