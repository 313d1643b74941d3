#include "bench/cerbos_request.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/text/enum_names.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace bench {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Attributes = google::protobuf::Map<std::string, cerbos::Value>;

void AddFields(const Message& message, Attributes& attributes);

cerbos::Value MessageValue(const Message& message) {
  cerbos::Value value;
  const auto* time =
      google::protobuf::DynamicCastToGenerated<google::protobuf::Timestamp>(
          &message);
  if (time != nullptr) {
    value.set_string_value(google::protobuf::util::TimeUtil::ToString(*time));
  } else {
    AddFields(message, *value.mutable_struct_value()->mutable_fields());
  }
  return value;
}

cerbos::Value FieldValue(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  cerbos::Value value;
  if (field.is_repeated()) {
    cerbos::ListValue& list = *value.mutable_list_value();
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      *list.add_values() =
          MessageValue(reflection.GetRepeatedMessage(message, &field, i));
    }
    return value;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      value.set_bool_value(reflection.GetBool(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      value.set_number_value(reflection.GetUInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value.set_string_value(std::string(authz::ShortEnumName(
          *field.enum_type(), reflection.GetEnumValue(message, &field))));
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageValue(reflection.GetMessage(message, &field));
    default:
      value.set_string_value(reflection.GetString(message, &field));
  }
  return value;
}

// Every field that is set.
void AddFields(const Message& message, Attributes& attributes) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    attributes[field->name()] = FieldValue(message, *field);
  }
}

// Whether the field of a check goes with the principal.
bool IsShared(absl::string_view field) {
  return field == "project_id" || field == "settings" ||
         field == "conversation";
}

// Neither an attribute nor read by any rule.
bool IsLeftOut(absl::string_view field) {
  return field == "actor" || field == "action" || field == "id" ||
         field == "explain";
}

// The fields of a check that go with the principal, or the others.
void AddFieldsOf(const v1::CheckRequest& check, bool shared,
                 Attributes& attributes) {
  Attributes all;
  AddFields(check, all);
  for (const auto& [name, value] : all) {
    if (IsShared(name) == shared && !IsLeftOut(name)) attributes[name] = value;
  }
}

// One check as a batch.
v1::BatchCheckRequest BatchOf(const v1::CheckRequest& check) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = check;
  *batch.add_checks() = check;
  return batch;
}

}  // namespace

cerbos::CheckResourcesRequest ToCerbos(const v1::CheckRequest& request) {
  return ToCerbos(BatchOf(request));
}

cerbos::CheckResourcesRequest ToCerbos(const v1::BatchCheckRequest& batch) {
  cerbos::CheckResourcesRequest translated;
  cerbos::Principal& principal = *translated.mutable_principal();
  principal.set_id(batch.shared().actor().id());
  principal.add_roles("user");
  AddFields(batch.shared().actor(), *principal.mutable_attr());
  AddFieldsOf(batch.shared(), /*shared=*/true, *principal.mutable_attr());
  for (int i = 0; i < batch.checks_size(); ++i) {
    cerbos::ResourceEntry& entry = *translated.add_resources();
    entry.add_actions(std::string(authz::ShortName(batch.shared().action())));
    cerbos::Resource& resource = *entry.mutable_resource();
    resource.set_kind("conversation");
    resource.set_id(absl::StrCat(i));
    AddFieldsOf(batch.checks(i), /*shared=*/false, *resource.mutable_attr());
  }
  return translated;
}

cerbos::CheckResourcesResponse ToCerbos(const v1::CheckRequest& request,
                                        const v1::CheckResponse& response) {
  v1::BatchCheckResponse results;
  *results.add_results()->mutable_response() = response;
  return ToCerbos(BatchOf(request), results);
}

cerbos::CheckResourcesResponse ToCerbos(
    const v1::BatchCheckRequest& batch,
    const v1::BatchCheckResponse& response) {
  const std::string action(authz::ShortName(batch.shared().action()));
  cerbos::CheckResourcesResponse results;
  for (int i = 0; i < response.results_size(); ++i) {
    cerbos::ResultEntry& entry = *results.add_results();
    entry.mutable_resource()->set_id(absl::StrCat(i));
    (*entry.mutable_actions())[action] =
        response.results(i).response().allowed() ? cerbos::EFFECT_ALLOW
                                                 : cerbos::EFFECT_DENY;
  }
  return results;
}

bool SameDecisions(cerbos::CheckResourcesResponse left,
                   cerbos::CheckResourcesResponse right) {
  left.DiscardUnknownFields();
  right.DiscardUnknownFields();
  return google::protobuf::util::MessageDifferencer::Equals(left, right);
}

}  // namespace bench
