#include "tests/naive/request_changes.h"

#include <cstdint>
#include <map>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz::naive {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// The fields of `type`, each as often as there are fields without parts in it,
// so that a field deep down is changed as often as one at the top.
std::vector<const FieldDescriptor*> WeightedFields(const Descriptor& type) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const Descriptor* inner = field->message_type();
    const bool has_parts = inner != nullptr && inner != Timestamp::descriptor();
    fields.insert(fields.end(), has_parts ? WeightedFields(*inner).size() : 1,
                  field);
  }
  return fields;
}

void ChangeField(Message& message, const FieldDescriptor& field,
                 Random& random);

void ChangeMessage(Message& message, Random& random) {
  static auto& fields =
      *new std::map<const Descriptor*, std::vector<const FieldDescriptor*>>;
  std::vector<const FieldDescriptor*>& known = fields[message.GetDescriptor()];
  if (known.empty()) known = WeightedFields(*message.GetDescriptor());
  ChangeField(message, *random.OneOf(known), random);
}

void ChangeRepeated(Message& message, const FieldDescriptor& field,
                    Random& random) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  if (size == 0 || random.Chance(10)) {
    ChangeMessage(*reflection.AddMessage(&message, &field), random);
  } else if (random.Chance(10)) {
    reflection.RemoveLast(&message, &field);
  } else if (random.Chance(5)) {
    reflection.ClearField(&message, &field);
  } else {
    const int index = static_cast<int>(random.Below(size));
    ChangeMessage(*reflection.MutableRepeatedMessage(&message, &field, index),
                  random);
  }
}

void ChangeSubmessage(Message& message, const FieldDescriptor& field,
                      Random& random) {
  const Reflection& reflection = *message.GetReflection();
  if (random.Chance(5)) {
    reflection.ClearField(&message, &field);
    return;
  }
  Message& inner = *reflection.MutableMessage(&message, &field);
  if (field.message_type() == Timestamp::descriptor()) {
    inner.CopyFrom(RandomTime(random));
    if (random.Chance(5)) inner.Clear();
    if (random.Chance(3)) ChangeMessage(inner, random);
  } else {
    ChangeMessage(inner, random);
  }
}

void ChangeScalar(Message& message, const FieldDescriptor& field,
                  Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, &field,
                         !reflection.GetBool(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int values = field.enum_type()->value_count();
      const int extra = random.Chance(2) ? 1 : 0;
      reflection.SetEnumValue(&message, &field,
                              static_cast<int>(random.Below(values + extra)));
      break;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      constexpr const char* kIds[] = {"",   "ana", "bob",        kProject,
                                      "p2", "c2",  kConversation};
      reflection.SetString(&message, &field, kIds[random.Below(7)]);
      break;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      constexpr std::uint32_t kCounts[] = {0,   1,    2,    3,    100, 101,
                                           102, 1999, 2000, 2001, ~0U};
      reflection.SetUInt32(&message, &field, kCounts[random.Below(11)]);
      break;
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      constexpr std::int64_t kSeconds[] = {-62135596801, -62135596800,
                                           253402300799, 253402300800};
      reflection.SetInt64(&message, &field, kSeconds[random.Below(4)]);
      break;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      constexpr std::int32_t kNanos[] = {-1, 0, 999999999, 1000000000};
      reflection.SetInt32(&message, &field, kNanos[random.Below(4)]);
      break;
    }
    default:
      break;
  }
}

void ChangeField(Message& message, const FieldDescriptor& field,
                 Random& random) {
  if (field.is_repeated()) {
    ChangeRepeated(message, field, random);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    ChangeSubmessage(message, field, random);
  } else if (random.Chance(30)) {
    message.GetReflection()->ClearField(&message, &field);
  } else {
    ChangeScalar(message, field, random);
  }
}

}  // namespace

google::protobuf::Timestamp RandomTime(Random& random) {
  // Differences on both edges of the edit window, and one beyond them.
  constexpr int kSeconds[] = {0, 0, 30, 31, 299, 300, 301};
  constexpr int kNanos[] = {0, 0, 1, 999999999};
  Timestamp time;
  std::int64_t base = 1'700'000'000;
  if (random.Below(100) == 0) base = 253402300799 - 301;
  if (random.Below(100) == 0) base = -62135596800;
  time.set_seconds(base + kSeconds[random.Below(7)]);
  time.set_nanos(kNanos[random.Below(4)]);
  return time;
}

void ChangeSomething(v1::CheckRequest& request, Random& random) {
  ChangeMessage(request, random);
}

}  // namespace authz::naive
