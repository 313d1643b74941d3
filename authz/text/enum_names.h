// The contract's enum values by the names that people use: without the prefix,
// so that ACTION_VIEW_MESSAGES is "VIEW_MESSAGES".

#ifndef AUTHZ_TEXT_ENUM_NAMES_H_
#define AUTHZ_TEXT_ENUM_NAMES_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace authz {

// "" for a value that the enum does not have.
absl::string_view ShortEnumName(const google::protobuf::EnumDescriptor& type,
                                int value);

// The names of all values but the unspecified one, in order.
std::vector<absl::string_view> ShortEnumNames(
    const google::protobuf::EnumDescriptor& type);

// The value of that name; none for "UNSPECIFIED".
std::optional<int> EnumValueByShortName(
    const google::protobuf::EnumDescriptor& type, absl::string_view name);

template <typename Enum>
absl::string_view ShortName(Enum value) {
  return ShortEnumName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

}  // namespace authz

#endif  // AUTHZ_TEXT_ENUM_NAMES_H_
