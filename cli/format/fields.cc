#include "cli/format/fields.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "cli/format/names.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"

namespace cli {
namespace {

using google::protobuf::FieldDescriptor;

std::string FieldValue(const google::protobuf::Message& message,
                       const FieldDescriptor* field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.HasField(message, field)) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortName(*field->enum_type(),
                       reflection.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return Printable(reflection.GetString(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetUInt64(message, field));
    default: {
      google::protobuf::Duration duration;
      duration.CopyFrom(reflection.GetMessage(message, field));
      return absl::FormatDuration(authz::ToDuration(duration));
    }
  }
}

}  // namespace

std::vector<NamedValue> FieldValues(const google::protobuf::Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  std::vector<NamedValue> values;
  values.reserve(type.field_count());
  for (int i = 0; i < type.field_count(); ++i) {
    values.push_back({std::string(type.field(i)->name()),
                      FieldValue(message, type.field(i))});
  }
  return values;
}

std::string FormatFields(const google::protobuf::Message& message,
                         const std::string& unset, const Style& style) {
  std::vector<TableRow> rows;
  for (const NamedValue& field : FieldValues(message)) {
    rows.push_back({{field.name},
                    field.value.empty() ? TableCell{unset, Color::kYellow}
                                        : TableCell{field.value}});
  }
  return FormatTable(rows, /*indent=*/2, style);
}

}  // namespace cli
