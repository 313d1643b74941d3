#include "tests/naive/fill_in.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"
#include "tests/naive/request_changes.h"

namespace authz::naive {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using Parts = std::pair<absl::string_view, absl::string_view>;

// A field, and the message that has it. Null: there is none.
struct Place {
  Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
};

// Messages on the way that are absent are there then, and empty.
Place Find(absl::string_view path, Message& message) {
  const Parts parts = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const Parts step = absl::StrSplit(parts.first, absl::MaxSplits('[', 1));
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(step.first));
  if (field == nullptr || parts.second.empty()) return {&message, field};
  const Reflection& reflection = *message.GetReflection();
  if (!field->is_repeated()) {
    return Find(parts.second, *reflection.MutableMessage(&message, field));
  }
  int i = 0;
  if (!absl::SimpleAtoi(absl::StripSuffix(step.second, "]"), &i) || i < 0 ||
      i >= reflection.FieldSize(message, field)) {
    return {};
  }
  return Find(parts.second,
              *reflection.MutableRepeatedMessage(&message, field, i));
}

Place MustFind(const std::string& path, v1::CheckRequest& request) {
  const Place place = Find(path, request);
  if (place.field == nullptr) ADD_FAILURE() << "there is no `" << path << "`";
  return place;
}

bool IsTime(const FieldDescriptor& field) {
  return field.message_type() == Timestamp::descriptor();
}

bool HasBothEnds(const v1::TimeRange& range) {
  return range.has_start_time() && range.has_end_time();
}

void FillInMessage(const Place& place, Random& random) {
  Message& message = *place.message->GetReflection()->MutableMessage(
      place.message, place.field);
  if (IsTime(*place.field)) {
    message.CopyFrom(RandomTime(random));
  } else {
    auto& range = dynamic_cast<v1::TimeRange&>(message);
    *range.mutable_start_time() = RandomTime(random);
    *range.mutable_end_time() = range.start_time();
  }
}

}  // namespace

bool IsSet(const std::string& path, const v1::CheckRequest& request) {
  v1::CheckRequest copy = request;
  const Place place = MustFind(path, copy);
  if (place.field == nullptr) return false;
  const Reflection& reflection = *place.message->GetReflection();
  if (place.field->message_type() == v1::TimeRange::descriptor()) {
    return HasBothEnds(dynamic_cast<const v1::TimeRange&>(
        reflection.GetMessage(*place.message, place.field)));
  }
  if (place.field->is_repeated()) {
    return reflection.FieldSize(*place.message, place.field) > 0;
  }
  return reflection.HasField(*place.message, place.field);
}

void FillIn(const std::string& path, Random& random,
            v1::CheckRequest& request) {
  const Place place = MustFind(path, request);
  if (place.field == nullptr) return;
  Message& message = *place.message;
  const Reflection& reflection = *message.GetReflection();
  if (place.field->is_repeated()) {
    Message& element = *reflection.AddMessage(&message, place.field);
    element.GetReflection()->SetString(
        &element, element.GetDescriptor()->FindFieldByName("id"), "new");
    return;
  }
  switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, place.field, random.Chance(50));
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      // The first value is that of an unset one.
      const int values = place.field->enum_type()->value_count() - 1;
      reflection.SetEnumValue(&message, place.field,
                              1 + static_cast<int>(random.Below(values)));
      break;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      constexpr const char* kIds[] = {kActor, "bob", kProject, "p2"};
      reflection.SetString(&message, place.field, kIds[random.Below(4)]);
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      FillInMessage(place, random);
      break;
    default:
      ADD_FAILURE() << "`" << path << "` is no fact";
  }
}

void ForgetSome(int percent, Random& random, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string name(field->name());
    if (name == "id" || name == "action") continue;
    if (name != "actor" && random.Chance(percent)) {
      reflection.ClearField(&message, field);
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        ForgetSome(percent, random,
                   *reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else if (field->message_type() != nullptr && !IsTime(*field)) {
      ForgetSome(percent, random, *reflection.MutableMessage(&message, field));
    }
  }
}

}  // namespace authz::naive
