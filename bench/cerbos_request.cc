#include "bench/cerbos_request.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace bench {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Attributes = google::protobuf::Map<std::string, cerbos::Value>;

// Without the prefix that all values of an enum have: "ITEM" of
// CONVERSATION_TYPE_ITEM.
std::string ShortName(const EnumValueDescriptor& value) {
  const absl::string_view unspecified =
      value.type()->FindValueByNumber(0)->name();
  return std::string(absl::StripPrefix(
      value.name(), absl::StripSuffix(unspecified, "UNSPECIFIED")));
}

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
      value.set_string_value(ShortName(*reflection.GetEnum(message, &field)));
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

bool GoesWithPrincipal(absl::string_view field) {
  return field == "project_id" || field == "settings" ||
         field == "conversation";
}

// Neither an attribute nor read by any rule.
bool IsLeftOut(absl::string_view field) {
  return field == "actor" || field == "action" || field == "id" ||
         field == "explain";
}

void SetPrincipal(const v1::CheckRequest& request,
                  cerbos::Principal& principal) {
  principal.set_id(request.actor().id());
  principal.add_roles("user");
  AddFields(request.actor(), *principal.mutable_attr());
  Attributes all;
  AddFields(request, all);
  for (const auto& [name, value] : all) {
    if (GoesWithPrincipal(name)) (*principal.mutable_attr())[name] = value;
  }
}

void SetResource(const v1::CheckRequest& request, v1::Action action, int index,
                 cerbos::ResourceEntry& entry) {
  entry.add_actions(
      ShortName(*v1::Action_descriptor()->FindValueByNumber(action)));
  cerbos::Resource& resource = *entry.mutable_resource();
  resource.set_kind("conversation");
  resource.set_id(absl::StrCat(index));
  Attributes all;
  AddFields(request, all);
  for (const auto& [name, value] : all) {
    if (!GoesWithPrincipal(name) && !IsLeftOut(name)) {
      (*resource.mutable_attr())[name] = value;
    }
  }
}

void AddResult(v1::Action action, const v1::CheckResponse& response, int index,
               cerbos::CheckResourcesResponse& results) {
  cerbos::ResultEntry& entry = *results.add_results();
  entry.mutable_resource()->set_id(absl::StrCat(index));
  const std::string name =
      ShortName(*v1::Action_descriptor()->FindValueByNumber(action));
  (*entry.mutable_actions())[name] =
      response.allowed() ? cerbos::EFFECT_ALLOW : cerbos::EFFECT_DENY;
}

}  // namespace

cerbos::CheckResourcesRequest ToCerbos(const v1::CheckRequest& request) {
  cerbos::CheckResourcesRequest translated;
  SetPrincipal(request, *translated.mutable_principal());
  SetResource(request, request.action(), 0, *translated.add_resources());
  return translated;
}

cerbos::CheckResourcesRequest ToCerbos(const v1::BatchCheckRequest& batch) {
  cerbos::CheckResourcesRequest translated;
  SetPrincipal(batch.shared(), *translated.mutable_principal());
  for (int i = 0; i < batch.checks_size(); ++i) {
    SetResource(batch.checks(i), batch.shared().action(), i,
                *translated.add_resources());
  }
  return translated;
}

cerbos::CheckResourcesResponse ToCerbos(const v1::CheckRequest& request,
                                        const v1::CheckResponse& response) {
  cerbos::CheckResourcesResponse results;
  AddResult(request.action(), response, 0, results);
  return results;
}

cerbos::CheckResourcesResponse ToCerbos(
    const v1::BatchCheckRequest& batch,
    const v1::BatchCheckResponse& response) {
  cerbos::CheckResourcesResponse results;
  for (int i = 0; i < response.results_size(); ++i) {
    AddResult(batch.shared().action(), response.results(i).response(), i,
              results);
  }
  return results;
}

bool SameDecisions(const cerbos::CheckResourcesResponse& left,
                   const cerbos::CheckResourcesResponse& right) {
  if (left.results_size() != right.results_size()) return false;
  for (int i = 0; i < left.results_size(); ++i) {
    const auto& actions = left.results(i).actions();
    const auto& others = right.results(i).actions();
    if (left.results(i).resource().id() != right.results(i).resource().id() ||
        actions.size() != others.size()) {
      return false;
    }
    for (const auto& [action, effect] : actions) {
      const auto other = others.find(action);
      if (other == others.end() || other->second != effect) return false;
    }
  }
  return true;
}

}  // namespace bench
