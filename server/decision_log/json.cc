#include "server/decision_log/json.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"

namespace server {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

// The value of a field; of a repeated one, that at `index`, which else is -1.
void AppendValue(const Message& message, const FieldDescriptor* field,
                 int index, const IdHasher* hasher, Json& to) {
  const Reflection& fields = *message.GetReflection();
  const bool is_one = index < 0;
  std::string text;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessage(is_one ? fields.GetMessage(message, field)
                           : fields.GetRepeatedMessage(message, field, index),
                    hasher, to);
      return;
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string& value =
          is_one
              ? fields.GetStringReference(message, field, &text)
              : fields.GetRepeatedStringReference(message, field, index, &text);
      AppendString(hasher == nullptr ? value : hasher->Hash(value), to);
      return;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          is_one ? fields.GetEnumValue(message, field)
                 : fields.GetRepeatedEnumValue(message, field, index);
      const EnumValueDescriptor* const value =
          field->enum_type()->FindValueByNumber(number);
      if (value == nullptr) {
        to.Int(number);
      } else {
        AppendString(value->name(), to);
      }
      return;
    }
    default:
      // Of numbers and truth values the text is the same in both forms.
      TextFormat::PrintFieldValueToString(message, field, index, &text);
      to.RawValue(text.data(), text.size(), rapidjson::kNumberType);
  }
}

}  // namespace

void AppendString(absl::string_view value, Json& to) {
  to.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void AppendKey(absl::string_view key, Json& to) {
  to.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

void AppendField(absl::string_view key, absl::string_view value, Json& to) {
  if (value.empty()) return;
  AppendKey(key, to);
  AppendString(value, to);
}

void AppendTimestamp(const Timestamp& timestamp, Json& to) {
  if (timestamp.seconds() < TimeUtil::kTimestampMinSeconds ||
      timestamp.seconds() > TimeUtil::kTimestampMaxSeconds ||
      timestamp.nanos() < 0 || timestamp.nanos() >= 1'000'000'000) {
    to.Null();
    return;
  }
  const absl::CivilSecond civil = absl::ToCivilSecond(
      absl::FromUnixSeconds(timestamp.seconds()), absl::UTCTimeZone());
  const auto two = [](int number) {
    return absl::Dec(number, absl::kZeroPad2);
  };
  AppendString(absl::StrCat(absl::Dec(civil.year(), absl::kZeroPad4), "-",
                            two(civil.month()), "-", two(civil.day()), "T",
                            two(civil.hour()), ":", two(civil.minute()), ":",
                            two(civil.second()), ".",
                            absl::Dec(timestamp.nanos(), absl::kZeroPad9), "Z"),
               to);
}

void AppendMessage(const Message& message, const IdHasher* hasher, Json& to) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    AppendTimestamp(static_cast<const Timestamp&>(message), to);
    return;
  }
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  to.StartObject();
  for (const FieldDescriptor* const field : set) {
    AppendKey(field->json_name(), to);
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
