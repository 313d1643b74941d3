#include "server/decision_log/json.h"

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace server {
namespace {

namespace pb = ::google::protobuf;

void AppendString(absl::string_view value, Json& to) {
  to.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void AppendTimestamp(const pb::Timestamp& time, Json& to) {
  if (time.seconds() < authz::kMinTimestampSeconds ||
      time.seconds() > authz::kMaxTimestampSeconds || time.nanos() < 0 ||
      time.nanos() > authz::kMaxNanos) {
    to.Null();
  } else {
    AppendString(absl::FormatTime("%E4Y-%m-%dT%H:%M:%E9SZ", authz::ToTime(time),
                                  absl::UTCTimeZone()),
                 to);
  }
}

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

void AppendMessage(const pb::Message& message, const IdHasher* hasher,
                   Json& to) {
  if (message.GetDescriptor() == pb::Timestamp::descriptor()) {
    AppendTimestamp(static_cast<const pb::Timestamp&>(message), to);
  } else if (message.GetDescriptor() == pb::Duration::descriptor()) {
    AppendString(
        pb::util::TimeUtil::ToString(static_cast<const pb::Duration&>(message)),
        to);
  } else {
    to.StartObject();
    AppendFields(message, hasher, to);
    to.EndObject();
  }
}

void AppendFields(const pb::Message& message, const IdHasher* hasher,
                  Json& to) {
  std::vector<const pb::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const pb::FieldDescriptor* const field : set) {
    to.Key(field->json_name().c_str());
    if (!field->is_repeated()) {
      AppendValue(message, field, -1, hasher, to);
      continue;
    }
    to.StartArray();
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) AppendValue(message, field, i, hasher, to);
    to.EndArray();
  }
}

}  // namespace server
