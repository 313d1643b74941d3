#include "authz/policy_tests/clear_field.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "authz/text/suggestion.h"
#include "google/protobuf/descriptor.h"

namespace authz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Error(absl::string_view path, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot clear `", path, "`: ", what));
}

// One part of a path: "targets[0]" is {"targets", 0}.
struct Step {
  std::string field;
  std::optional<int> index;
};

absl::StatusOr<Step> ParseStep(absl::string_view path, absl::string_view part) {
  Step step;
  const std::vector<absl::string_view> pieces =
      absl::StrSplit(part, absl::MaxSplits('[', 1));
  step.field = std::string(pieces[0]);
  if (pieces.size() == 1) return step;
  absl::string_view digits = pieces[1];
  int index = 0;
  if (!absl::ConsumeSuffix(&digits, "]") || !absl::SimpleAtoi(digits, &index) ||
      index < 0) {
    return Error(path,
                 absl::StrCat("`", part, "` has no index, write `name[0]`"));
  }
  step.index = index;
  return step;
}

std::vector<absl::string_view> FieldNames(
    const google::protobuf::Descriptor& type) {
  std::vector<absl::string_view> names;
  names.reserve(type.field_count());
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(type.field(i)->name());
  }
  return names;
}

absl::StatusOr<const FieldDescriptor*> FindField(absl::string_view path,
                                                 const Message& message,
                                                 const Step& step) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  const FieldDescriptor* field = type.FindFieldByName(step.field);
  if (field == nullptr) {
    return Error(path,
                 absl::StrCat("`", type.name(), "` has no field `", step.field,
                              "`", Suggestion(step.field, FieldNames(type))));
  }
  if (step.index.has_value() && !field->is_repeated()) {
    return Error(path, absl::StrCat("`", step.field,
                                    "` is not a list, leave out the index"));
  }
  return field;
}

// The message that `step` leads to.
absl::StatusOr<Message*> Enter(absl::string_view path, Message& message,
                               const Step& step) {
  absl::StatusOr<const FieldDescriptor*> field = FindField(path, message, step);
  if (!field.ok()) return field.status();
  if ((*field)->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return Error(path, absl::StrCat("`", step.field, "` has no fields"));
  }
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!(*field)->is_repeated()) {
    if (!reflection.HasField(message, *field)) {
      return Error(path, absl::StrCat("`", step.field, "` is not set"));
    }
    return reflection.MutableMessage(&message, *field);
  }
  if (!step.index.has_value()) {
    return Error(
        path, absl::StrCat("`", step.field, "` is a list, say which element"));
  }
  if (*step.index >= reflection.FieldSize(message, *field)) {
    return Error(
        path, absl::StrCat("`", step.field, "` has no element ", *step.index));
  }
  return reflection.MutableRepeatedMessage(&message, *field, *step.index);
}

absl::Status ClearLast(absl::string_view path, Message& message,
                       const Step& step) {
  absl::StatusOr<const FieldDescriptor*> field = FindField(path, message, step);
  if (!field.ok()) return field.status();
  if (step.index.has_value()) {
    return Error(path, "name a field of the element or the whole list");
  }
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const bool is_set = (*field)->is_repeated()
                          ? reflection.FieldSize(message, *field) > 0
                          : reflection.HasField(message, *field);
  if (!is_set) return Error(path, "it is not set");
  reflection.ClearField(&message, *field);
  return absl::OkStatus();
}

}  // namespace

absl::Status ClearField(absl::string_view path, Message& message) {
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '.');
  Message* current = &message;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    absl::StatusOr<Step> step = ParseStep(path, parts[i]);
    if (!step.ok()) return step.status();
    if (i + 1 == parts.size()) return ClearLast(path, *current, *step);
    absl::StatusOr<Message*> next = Enter(path, *current, *step);
    if (!next.ok()) return next.status();
    current = *next;
  }
  return absl::OkStatus();
}

}  // namespace authz
