#include "tests/authz/random_messages.h"

#include "gtest/gtest.h"

namespace authz {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void RandomMessages::Fill(Message& message) {
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool always = field.name() == "id" || field.name() == "seconds";
    if (always || Below(2) == 0) Set(field, message);
  }
}

unsigned RandomMessages::Below(unsigned bound) {
  return static_cast<unsigned>(generator_()) % bound;
}

void RandomMessages::Set(const FieldDescriptor& field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.is_repeated()) {
        for (unsigned i = Below(3); i > 0; --i) {
          Fill(*reflection.AddMessage(&message, &field));
        }
      } else {
        Fill(*reflection.MutableMessage(&message, &field));
      }
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, &field, Below(2) == 0);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.SetEnumValue(
          &message, &field,
          static_cast<int>(Below(field.enum_type()->value_count())));
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(&message, &field, Below(2) == 0 ? "ana" : "bob");
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.SetUInt32(&message, &field, Below(Below(2) == 0 ? 6 : 3000));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(&message, &field, Below(1000));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.SetInt32(&message, &field,
                          static_cast<int>(Below(1'000'000'000)));
      break;
    default:
      ADD_FAILURE() << "no value for " << field.full_name();
  }
}

}  // namespace authz
