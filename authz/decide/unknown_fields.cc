#include "authz/decide/unknown_fields.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"

namespace authz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// AllKnown returns whether a message and those in it have no unknown field. The
// messages in each type are written out, since every check pays for it: to list
// them by descriptors takes far longer.

// Of the message's own fields.
template <typename MessageType>
inline bool OwnAreKnown(const MessageType& message) {
  // Once for each type: asking a message for it takes longer than the rest.
  static const Reflection& reflection =
      *MessageType::default_instance().GetReflection();
  return reflection.GetUnknownFields(message).empty();
}

bool AllKnown(const Timestamp& timestamp) { return OwnAreKnown(timestamp); }
bool AllKnown(const v1::ItemAccess& access) { return OwnAreKnown(access); }
bool AllKnown(const v1::Settings& settings) { return OwnAreKnown(settings); }

bool AllKnown(const v1::User& user) {
  return OwnAreKnown(user) &&
         (!user.has_item_access() || AllKnown(user.item_access()));
}

bool AllKnown(const v1::Item& item) {
  return OwnAreKnown(item) &&
         (!item.has_actor_access() || AllKnown(item.actor_access()));
}

bool AllKnown(const v1::Conversation& conversation) {
  return OwnAreKnown(conversation) &&
         (!conversation.has_item() || AllKnown(conversation.item()));
}

bool AllKnown(const v1::Message& message) {
  return OwnAreKnown(message) &&
         (!message.has_sent_at() || AllKnown(message.sent_at()));
}

bool AllKnown(const v1::TimeRange& range) {
  return OwnAreKnown(range) &&
         (!range.has_start_time() || AllKnown(range.start_time())) &&
         (!range.has_end_time() || AllKnown(range.end_time()));
}

template <typename Element>
bool AllKnown(const google::protobuf::RepeatedPtrField<Element>& list) {
  // Most lists are empty: a loop that is unrolled, as std::all_of is, is
  // dearer. NOLINTNEXTLINE(readability-use-anyofallof)
  for (const Element& element : list) {
    if (!AllKnown(element)) return false;
  }
  return true;
}

// Of the message's own fields, the first unknown one.
std::optional<Malformed> FindOwn(const Message& message) {
  const google::protobuf::UnknownFieldSet& unknown =
      message.GetReflection()->GetUnknownFields(message);
  if (unknown.empty()) return std::nullopt;
  return Malformed{
      absl::StrCat(unknown.field(0).number()),
      absl::StrCat("is no field of ", message.GetDescriptor()->name(),
                   " as this version knows it")};
}

// The first unknown field of a message and of those in it, for the error.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the contract's messages.
std::optional<Malformed> Find(const Message& message) {
  if (auto own = FindOwn(message)) return own;
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      auto found = Find(field->is_repeated()
                            ? reflection.GetRepeatedMessage(message, field, i)
                            : reflection.GetMessage(message, field));
      if (!found.has_value()) continue;
      const std::string index =
          field->is_repeated() ? absl::StrCat("[", i, "]") : "";
      found->field = absl::StrCat(field->name(), index, ".", found->field);
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

bool AllFieldsAreKnown(const v1::CheckRequest& check) {
  return OwnAreKnown(check) &&
         (!check.has_actor() || AllKnown(check.actor())) &&
         (!check.has_settings() || AllKnown(check.settings())) &&
         (!check.has_conversation() || AllKnown(check.conversation())) &&
         (!check.has_message() || AllKnown(check.message())) &&
         AllKnown(check.targets()) && AllKnown(check.items()) &&
         (!check.has_export_range() || AllKnown(check.export_range())) &&
         (!check.has_at() || AllKnown(check.at()));
}

Malformed FirstUnknownField(const v1::CheckRequest& check) {
  return Find(check).value_or(
      Malformed{"request", "has a field that this version does not know"});
}

std::optional<Malformed> FindUnknownFieldBesidesChecks(
    const v1::BatchCheckRequest& batch) {
  if (auto own = FindOwn(batch)) return own;
  if (AllFieldsAreKnown(batch.shared())) return std::nullopt;
  Malformed found = FirstUnknownField(batch.shared());
  found.field = absl::StrCat("shared.", found.field);
  return found;
}

}  // namespace authz
