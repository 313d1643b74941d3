#include "authz/analysis/field_values.h"

#include <string>

#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz {

std::vector<v1::CheckRequest> ValuesOfField(absl::string_view path) {
  std::vector<std::string> messages = absl::StrSplit(path, '.');
  const std::string name = messages.back();
  messages.pop_back();
  std::vector<v1::CheckRequest> requests;
  // Adds a request and gives the message that has the field.
  const auto add = [&]() -> google::protobuf::Message& {
    google::protobuf::Message* message = &requests.emplace_back();
    for (const std::string& field : messages) {
      message = message->GetReflection()->MutableMessage(
          message, message->GetDescriptor()->FindFieldByName(field));
    }
    return *message;
  };
  const google::protobuf::Message& parent = add();
  const auto& field = *parent.GetDescriptor()->FindFieldByName(name);
  const google::protobuf::Reflection& reflection = *parent.GetReflection();
  requests.clear();
  if (field.enum_type() == nullptr) {
    for (const bool value : {false, true}) {
      reflection.SetBool(&add(), &field, value);
    }
    return requests;
  }
  // Value 0 is the one that leaves it open.
  for (int i = 1; i < field.enum_type()->value_count(); ++i) {
    reflection.SetEnum(&add(), &field, field.enum_type()->value(i));
  }
  return requests;
}

}  // namespace authz
