// Formats enum values of the contract for people.

#ifndef CLI_FORMAT_NAMES_H_
#define CLI_FORMAT_NAMES_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace cli {

// The name of the value without the prefix of its enum, such as "ALLOWED" for
// REASON_ALLOWED; its number where the enum does not have it.
std::string ShortName(const google::protobuf::EnumDescriptor& type, int value);

template <typename Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(),
                   static_cast<int>(value));
}

// A short name in words, such as "Read Only" for READ_ONLY.
std::string Title(const std::string& short_name);

}  // namespace cli

#endif  // CLI_FORMAT_NAMES_H_
