#include "authz/text/enum_names.h"

#include "absl/strings/strip.h"

namespace authz {
namespace {

using google::protobuf::EnumDescriptor;

absl::string_view Strip(const EnumDescriptor& type, absl::string_view name) {
  // The zero value is the prefix and "UNSPECIFIED" in every enum.
  absl::string_view prefix = type.value(0)->name();
  prefix = absl::StripSuffix(prefix, "UNSPECIFIED");
  return absl::StripPrefix(name, prefix);
}

}  // namespace

absl::string_view ShortEnumName(const EnumDescriptor& type, int value) {
  const auto* descriptor = type.FindValueByNumber(value);
  return descriptor == nullptr ? "" : Strip(type, descriptor->name());
}

std::vector<absl::string_view> ShortEnumNames(const EnumDescriptor& type) {
  std::vector<absl::string_view> names;
  for (int i = 1; i < type.value_count(); ++i) {
    names.push_back(Strip(type, type.value(i)->name()));
  }
  return names;
}

std::optional<int> EnumValueByShortName(const EnumDescriptor& type,
                                        absl::string_view name) {
  for (int i = 1; i < type.value_count(); ++i) {
    if (Strip(type, type.value(i)->name()) == name) {
      return type.value(i)->number();
    }
  }
  return std::nullopt;
}

}  // namespace authz
