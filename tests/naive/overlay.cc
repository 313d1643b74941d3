#include "tests/naive/overlay.h"

#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz::naive {

v1::CheckRequest Overlaid(const v1::CheckRequest& shared,
                          const v1::CheckRequest& check) {
  // Those that are set: present, not the default, or not empty.
  std::vector<const google::protobuf::FieldDescriptor*> set;
  check.GetReflection()->ListFields(check, &set);
  v1::CheckRequest overlaid = shared;
  for (const auto* field : set) {
    // Laid over the shared ones one by one.
    if (field->name() == "settings") continue;
    overlaid.GetReflection()->ClearField(&overlaid, field);
  }
  overlaid.MergeFrom(check);
  return overlaid;
}

}  // namespace authz::naive
