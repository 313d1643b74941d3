#include "authz/facts/setting_values.h"

#include "google/protobuf/message.h"

namespace authz {

std::vector<v1::Settings> ValuesOf(
    const google::protobuf::FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection =
      *v1::Settings::GetReflection();
  std::vector<v1::Settings> values;
  if (field.enum_type() == nullptr) {
    for (const bool value : {false, true}) {
      reflection.SetBool(&values.emplace_back(), &field, value);
    }
    return values;
  }
  // Value 0 is the one that leaves it open.
  for (int i = 1; i < field.enum_type()->value_count(); ++i) {
    reflection.SetEnum(&values.emplace_back(), &field,
                       field.enum_type()->value(i));
  }
  return values;
}

}  // namespace authz
