#include "authz/decide/validate.h"

#include <tuple>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/strings/string_view.h"
#include "authz/facts/time.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace authz {
namespace {

using google::protobuf::Timestamp;
// Where a check writes what it finds.
using Found = std::optional<Malformed>;

// Each Check function returns whether nothing is wrong, which then costs no
// more than a register; else it fills `found`.
bool Wrong(std::string field, std::string rule, Found& found) {
  found = Malformed{std::move(field), std::move(rule)};
  return false;
}

// Protobuf's generated check, which knows the enum's values.
bool IsValid(v1::Action value) { return v1::Action_IsValid(value); }
bool IsValid(v1::PermissionLevel value) {
  return v1::PermissionLevel_IsValid(value);
}
bool IsValid(v1::ConversationType value) {
  return v1::ConversationType_IsValid(value);
}
bool IsValid(v1::Access value) { return v1::Access_IsValid(value); }
bool IsValid(v1::DirectMessages value) {
  return v1::DirectMessages_IsValid(value);
}
bool IsValid(v1::GroupManagement value) {
  return v1::GroupManagement_IsValid(value);
}

bool NotInEnum(absl::string_view field, int value,
               const google::protobuf::EnumDescriptor& descriptor,
               Found& found) {
  return Wrong(std::string(field),
               absl::StrCat("`", value, "` is not a value of the enum ",
                            descriptor.name()),
               found);
}

template <typename Enum>
bool CheckEnum(absl::string_view field, Enum value, Found& found) {
  return IsValid(value) ||
         NotInEnum(field, value, *google::protobuf::GetEnumDescriptor<Enum>(),
                   found);
}

// Puts the path of the message that was checked before that of what was found
// in it.
bool Prefix(absl::string_view parent, Found& found) {
  found->field = absl::StrCat(parent, ".", found->field);
  return false;
}
inline bool Below(absl::string_view parent, bool well_formed, Found& found) {
  return well_formed || Prefix(parent, found);
}

bool CheckAccess(const v1::ItemAccess& access, Found& found) {
  return CheckEnum("tool_permission_level", access.tool_permission_level(),
                   found);
}

// Apart, so that a user with an id pays for no string.
ABSL_ATTRIBUTE_NOINLINE
bool HasNoId(absl::string_view field, Found& found) {
  return Wrong(std::string(field), "must not be empty", found);
}

bool CheckUser(const v1::User& user, Found& found) {
  return (!user.id().empty() || HasNoId("id", found)) &&
         CheckEnum("permission_level", user.permission_level(), found) &&
         Below("item_access", CheckAccess(user.item_access(), found), found);
}

bool CheckItem(const v1::Item& item, Found& found) {
  return Below("actor_access", CheckAccess(item.actor_access(), found), found);
}

bool CheckAttachedItem(const v1::Item& item, Found& found) {
  return (!item.id().empty() || HasNoId("id", found)) && CheckItem(item, found);
}

bool CheckSettings(const v1::Settings& settings, Found& found) {
  return CheckEnum("access", settings.access(), found) &&
         CheckEnum("direct_messages", settings.direct_messages(), found) &&
         CheckEnum("group_management", settings.group_management(), found);
}

bool SecondsAreValid(const Timestamp& timestamp) {
  return kMinTimestampSeconds <= timestamp.seconds() &&
         timestamp.seconds() <= kMaxTimestampSeconds;
}

bool NanosAreValid(const Timestamp& timestamp) {
  return 0 <= timestamp.nanos() && timestamp.nanos() <= kMaxNanos;
}

bool IsEpoch(const Timestamp& timestamp) {
  return (timestamp.seconds() | timestamp.nanos()) == 0;
}

bool NotATime(absl::string_view field, const Timestamp& timestamp,
              Found& found) {
  if (IsEpoch(timestamp)) {
    return Wrong(std::string(field),
                 "is exactly 1970-01-01T00:00:00Z, most likely a date that was "
                 "converted wrongly",
                 found);
  }
  if (!SecondsAreValid(timestamp)) {
    return Wrong(absl::StrCat(field, ".seconds"),
                 absl::StrCat("`", timestamp.seconds(),
                              "` is outside the years 1 to 9999"),
                 found);
  }
  return Wrong(
      absl::StrCat(field, ".nanos"),
      absl::StrCat("`", timestamp.nanos(), "` is outside 0 to ", kMaxNanos),
      found);
}

// One that is not set reads as the epoch.
inline bool CheckTimestamp(absl::string_view field, bool is_set,
                           const Timestamp& timestamp, Found& found) {
  return (SecondsAreValid(timestamp) && NanosAreValid(timestamp) &&
          (!IsEpoch(timestamp) || !is_set)) ||
         NotATime(field, timestamp, found);
}

bool CheckRange(const v1::TimeRange& range, Found& found) {
  if (!CheckTimestamp("start_time", range.has_start_time(), range.start_time(),
                      found) ||
      !CheckTimestamp("end_time", range.has_end_time(), range.end_time(),
                      found)) {
    return false;
  }
  const auto key = [](const Timestamp& time) {
    return std::make_tuple(time.seconds(), time.nanos());
  };
  const bool is_reversed = range.has_start_time() && range.has_end_time() &&
                           key(range.end_time()) < key(range.start_time());
  return !is_reversed ||
         Wrong("end_time", "must not be before `start_time`", found);
}

template <typename List, typename CheckElement>
bool CheckList(absl::string_view field, const List& list, int max,
               CheckElement check, Found& found) {
  if (list.size() > max) {
    return Wrong(std::string(field),
                 absl::StrCat("has ", list.size(), " elements, at most ", max,
                              " are allowed"),
                 found);
  }
  for (int i = 0; i < list.size(); ++i) {
    if (check(list[i], found)) continue;
    return Prefix(absl::StrCat(field, "[", i, "]"), found);
  }
  return true;
}

bool CheckConversation(const v1::Conversation& conversation, Found& found) {
  return CheckEnum("type", conversation.type(), found) &&
         Below("item", CheckItem(conversation.item(), found), found);
}

bool CheckRequest(const RequestView& request, int max_targets, FieldSet fields,
                  Found& found) {
  const auto checks = [fields](Field field) { return fields.Contains(field); };
  if (request.actor->id().empty()) {
    return HasNoId("actor.id", found);
  }
  if (checks(Field::kActor) &&
      !Below("actor", CheckUser(*request.actor, found), found)) {
    return false;
  }
  if (request.action == v1::ACTION_UNSPECIFIED) {
    return Wrong("action", "must be given", found);
  }
  return (!checks(Field::kAction) ||
          CheckEnum("action", request.action, found)) &&
         (!checks(Field::kSettings) ||
          Below("settings", CheckSettings(*request.settings, found), found)) &&
         (!checks(Field::kConversation) ||
          Below("conversation", CheckConversation(*request.conversation, found),
                found)) &&
         (!checks(Field::kMessage) ||
          CheckTimestamp("message.sent_at", request.message->has_sent_at(),
                         request.message->sent_at(), found)) &&
         (!checks(Field::kTargets) ||
          CheckList("targets", *request.targets, max_targets, CheckUser,
                    found)) &&
         (!checks(Field::kItems) ||
          CheckList("items", *request.items, max_targets, CheckAttachedItem,
                    found)) &&
         (!checks(Field::kExportRange) ||
          Below("export_range", CheckRange(*request.export_range, found),
                found)) &&
         (!checks(Field::kAt) || request.at == nullptr ||
          CheckTimestamp("at", /*is_set=*/true, *request.at, found));
}

}  // namespace

std::optional<Malformed> Validate(const RequestView& request, int max_targets,
                                  FieldSet fields) {
  std::optional<Malformed> found;
  CheckRequest(request, max_targets, fields, found);
  return found;
}

}  // namespace authz
