#include "server/decision_log/json.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "authz/facts/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"

namespace server {
namespace {

namespace pb = ::google::protobuf;

// The value of a field; of a repeated one, that at `index`, which else is -1.
void AppendValue(const pb::Message& message, const pb::FieldDescriptor* field,
                 int index, const IdHasher* hasher, Json& to) {
  const pb::Reflection& fields = *message.GetReflection();
  const bool is_one = index < 0;
  std::string text;
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessage(is_one ? fields.GetMessage(message, field)
                           : fields.GetRepeatedMessage(message, field, index),
                    hasher, to);
      return;
    case pb::FieldDescriptor::CPPTYPE_STRING: {
      const std::string& value =
          is_one
              ? fields.GetStringReference(message, field, &text)
              : fields.GetRepeatedStringReference(message, field, index, &text);
      AppendString(hasher == nullptr ? value : hasher->Hash(value), to);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          is_one ? fields.GetEnumValue(message, field)
                 : fields.GetRepeatedEnumValue(message, field, index);
      const pb::EnumValueDescriptor* const value =
          field->enum_type()->FindValueByNumber(number);
      if (value == nullptr) {
        to.Int(number);
      } else {
        AppendString(value->name(), to);
      }
      return;
    }
    default:
      // Of numbers and truth values the text is the same in both forms. A
      // 64-bit number is a string, since JSON's numbers are doubles.
      pb::TextFormat::PrintFieldValueToString(message, field, index, &text);
      if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_INT64 ||
          field->cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT64) {
        AppendString(text, to);
      } else {
        to.RawValue(text.data(), text.size(), rapidjson::kNumberType);
      }
  }
}

}  // namespace

void AppendString(absl::string_view value, Json& to) {
  to.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void AppendField(const char* key, absl::string_view value, Json& to) {
  if (value.empty()) return;
  to.Key(key);
  AppendString(value, to);
}

void AppendTimestamp(const pb::Timestamp& time, Json& to) {
  if (time.seconds() < authz::kMinTimestampSeconds ||
      time.seconds() > authz::kMaxTimestampSeconds || time.nanos() < 0 ||
      time.nanos() > authz::kMaxNanos) {
    to.Null();
    return;
  }
  constexpr int kEpochYear = 1970;
  const absl::CivilSecond civil =
      absl::CivilSecond(kEpochYear) + time.seconds();
  // By hand, in a fraction of the time that absl::FormatTime takes.
  std::string text = "0000-00-00T00:00:00.000000000Z";
  char* at = text.data();
  const auto put = [&at](std::int64_t number, int digits) {
    for (int i = digits; i > 0; --i, number /= 10) {
      at[i - 1] = static_cast<char>('0' + number % 10);
    }
    at += digits + 1;  // And what separates it from the next.
  };
  put(civil.year(), 4);
  put(civil.month(), 2);
  put(civil.day(), 2);
  put(civil.hour(), 2);
  put(civil.minute(), 2);
  put(civil.second(), 2);
  put(time.nanos(), 9);
  AppendString(text, to);
}

void AppendMessage(const pb::Message& message, const IdHasher* hasher,
                   Json& to) {
  if (message.GetDescriptor() == pb::Timestamp::descriptor()) {
    AppendTimestamp(static_cast<const pb::Timestamp&>(message), to);
    return;
  }
  if (message.GetDescriptor() == pb::Duration::descriptor()) {
    AppendString(
        pb::util::TimeUtil::ToString(static_cast<const pb::Duration&>(message)),
        to);
    return;
  }
  to.StartObject();
  std::vector<const pb::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const pb::FieldDescriptor* const field : set) {
    const absl::string_view name = field->json_name();
    to.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    if (!field->is_repeated()) {
      AppendValue(message, field, -1, hasher, to);
      continue;
    }
    to.StartArray();
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) AppendValue(message, field, i, hasher, to);
    to.EndArray();
  }
  to.EndObject();
}

}  // namespace server
