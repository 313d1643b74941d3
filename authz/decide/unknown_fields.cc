#include "authz/decide/unknown_fields.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"

namespace authz {
namespace {

using google::protobuf::Timestamp;
// Where a check writes what it finds.
using Found = std::optional<Malformed>;

// Each Check function returns whether nothing is unknown, which then costs no
// more than a register; else it fills `found`.
bool FirstOf(const google::protobuf::Message& message, Found& found) {
  const google::protobuf::UnknownFieldSet& unknown =
      message.GetReflection()->GetUnknownFields(message);
  found =
      Malformed{absl::StrCat(unknown.field(0).number()),
                absl::StrCat("is no field of ", message.GetDescriptor()->name(),
                             " as this version knows it")};
  return false;
}

// Of the message's own fields.
template <typename Message>
inline bool CheckOwn(const Message& message, Found& found) {
  // Once for each type: asking a message for it takes longer than the rest.
  static const google::protobuf::Reflection* const reflection =
      Message::default_instance().GetReflection();
  return reflection->GetUnknownFields(message).empty() ||
         FirstOf(message, found);
}

bool Prefix(absl::string_view parent, Found& found) {
  found->field = absl::StrCat(parent, ".", found->field);
  return false;
}
inline bool Below(absl::string_view parent, bool all_known, Found& found) {
  return all_known || Prefix(parent, found);
}

bool CheckAll(const Timestamp& timestamp, Found& found) {
  return CheckOwn(timestamp, found);
}

bool CheckAll(const v1::ItemAccess& access, Found& found) {
  return CheckOwn(access, found);
}

bool CheckAll(const v1::Settings& settings, Found& found) {
  return CheckOwn(settings, found);
}

bool CheckAll(const v1::User& user, Found& found) {
  return CheckOwn(user, found) &&
         (!user.has_item_access() ||
          Below("item_access", CheckAll(user.item_access(), found), found));
}

bool CheckAll(const v1::Item& item, Found& found) {
  return CheckOwn(item, found) &&
         (!item.has_actor_access() ||
          Below("actor_access", CheckAll(item.actor_access(), found), found));
}

bool CheckAll(const v1::Conversation& conversation, Found& found) {
  return CheckOwn(conversation, found) &&
         (!conversation.has_item() ||
          Below("item", CheckAll(conversation.item(), found), found));
}

bool CheckAll(const v1::Message& message, Found& found) {
  return CheckOwn(message, found) &&
         (!message.has_sent_at() ||
          Below("sent_at", CheckAll(message.sent_at(), found), found));
}

bool CheckAll(const v1::TimeRange& range, Found& found) {
  return CheckOwn(range, found) &&
         (!range.has_start_time() ||
          Below("start_time", CheckAll(range.start_time(), found), found)) &&
         (!range.has_end_time() ||
          Below("end_time", CheckAll(range.end_time(), found), found));
}

template <typename List>
bool CheckList(absl::string_view field, const List& list, Found& found) {
  for (int i = 0; i < list.size(); ++i) {
    if (CheckAll(list[i], found)) continue;
    return Prefix(absl::StrCat(field, "[", i, "]"), found);
  }
  return true;
}

bool CheckAll(const v1::CheckRequest& check, Found& found) {
  return CheckOwn(check, found) &&
         (!check.has_actor() ||
          Below("actor", CheckAll(check.actor(), found), found)) &&
         (!check.has_settings() ||
          Below("settings", CheckAll(check.settings(), found), found)) &&
         (!check.has_conversation() ||
          Below("conversation", CheckAll(check.conversation(), found),
                found)) &&
         (!check.has_message() ||
          Below("message", CheckAll(check.message(), found), found)) &&
         CheckList("targets", check.targets(), found) &&
         CheckList("items", check.items(), found) &&
         (!check.has_export_range() ||
          Below("export_range", CheckAll(check.export_range(), found),
                found)) &&
         (!check.has_at() || Below("at", CheckAll(check.at(), found), found));
}

}  // namespace

std::optional<Malformed> FindUnknownField(const v1::CheckRequest& check) {
  Found found;
  CheckAll(check, found);
  return found;
}

std::optional<Malformed> FindUnknownFieldBesidesChecks(
    const v1::BatchCheckRequest& batch) {
  Found found;
  if (CheckOwn(batch, found)) {
    Below("shared", CheckAll(batch.shared(), found), found);
  }
  return found;
}

}  // namespace authz
