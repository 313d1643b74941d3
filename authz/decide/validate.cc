#include "authz/decide/validate.h"

#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/facts/time.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace authz {
namespace {

using google::protobuf::Timestamp;
// Null where nothing is wrong, which then costs no more than a register.
using MaybeMalformed = std::unique_ptr<Malformed>;

MaybeMalformed Wrong(std::string field, std::string rule) {
  return std::make_unique<Malformed>(
      Malformed{std::move(field), std::move(rule)});
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

MaybeMalformed NotInEnum(absl::string_view field, int value,
                         const google::protobuf::EnumDescriptor& descriptor) {
  return Wrong(std::string(field),
               absl::StrCat("`", value, "` is not a value of the enum ",
                            descriptor.name()));
}

template <typename Enum>
MaybeMalformed CheckEnum(absl::string_view field, Enum value) {
  if (IsValid(value)) return nullptr;
  return NotInEnum(field, value, *google::protobuf::GetEnumDescriptor<Enum>());
}

// The path of what is found wrong below `parent`, which need not be built
// unless something is.
template <typename Path>
MaybeMalformed Below(const Path& parent, MaybeMalformed malformed) {
  if (malformed != nullptr) {
    malformed->field = absl::StrCat(parent(), ".", malformed->field);
  }
  return malformed;
}

MaybeMalformed CheckAccess(const v1::ItemAccess& access) {
  return CheckEnum("tool_permission_level", access.tool_permission_level());
}

MaybeMalformed CheckUser(const v1::User& user) {
  MaybeMalformed malformed =
      CheckEnum("permission_level", user.permission_level());
  if (malformed != nullptr) return malformed;
  return Below([] { return "item_access"; }, CheckAccess(user.item_access()));
}

MaybeMalformed CheckItem(const v1::Item& item) {
  return Below([] { return "actor_access"; }, CheckAccess(item.actor_access()));
}

MaybeMalformed CheckSettings(const v1::Settings& settings) {
  MaybeMalformed malformed = CheckEnum("access", settings.access());
  if (malformed != nullptr) return malformed;
  malformed = CheckEnum("direct_messages", settings.direct_messages());
  if (malformed != nullptr) return malformed;
  return CheckEnum("group_management", settings.group_management());
}

bool SecondsAreValid(const Timestamp& timestamp) {
  return kMinTimestampSeconds <= timestamp.seconds() &&
         timestamp.seconds() <= kMaxTimestampSeconds;
}

bool NanosAreValid(const Timestamp& timestamp) {
  return 0 <= timestamp.nanos() && timestamp.nanos() <= kMaxNanos;
}

MaybeMalformed NotInRange(absl::string_view field, const Timestamp& timestamp) {
  if (!SecondsAreValid(timestamp)) {
    return Wrong(absl::StrCat(field, ".seconds"),
                 absl::StrCat("`", timestamp.seconds(),
                              "` is outside the years 1 to 9999"));
  }
  return Wrong(
      absl::StrCat(field, ".nanos"),
      absl::StrCat("`", timestamp.nanos(), "` is outside 0 to ", kMaxNanos));
}

MaybeMalformed CheckTimestamp(absl::string_view field,
                              const Timestamp& timestamp) {
  if (SecondsAreValid(timestamp) && NanosAreValid(timestamp)) return nullptr;
  return NotInRange(field, timestamp);
}

MaybeMalformed CheckRange(const v1::TimeRange& range) {
  MaybeMalformed malformed = CheckTimestamp("start_time", range.start_time());
  if (malformed != nullptr) return malformed;
  malformed = CheckTimestamp("end_time", range.end_time());
  if (malformed != nullptr) return malformed;
  const auto key = [](const Timestamp& time) {
    return std::make_tuple(time.seconds(), time.nanos());
  };
  if (range.has_start_time() && range.has_end_time() &&
      key(range.end_time()) < key(range.start_time())) {
    return Wrong("end_time", "must not be before `start_time`");
  }
  return nullptr;
}

// Whether CheckUser and CheckItem find nothing, in less time.
bool IsValid(const v1::User& user) {
  return IsValid(user.permission_level()) &&
         IsValid(user.item_access().tool_permission_level());
}
bool IsValid(const v1::Item& item) {
  return IsValid(item.actor_access().tool_permission_level());
}

template <typename List, typename CheckElement>
MaybeMalformed CheckList(absl::string_view field, const List& list, int max,
                         CheckElement check) {
  if (list.size() > max) {
    return Wrong(std::string(field),
                 absl::StrCat("has ", list.size(), " elements, at most ", max,
                              " are allowed"));
  }
  for (int i = 0; i < list.size(); ++i) {
    if (IsValid(list[i])) continue;
    MaybeMalformed malformed =
        Below([&] { return absl::StrCat(field, "[", i, "]"); }, check(list[i]));
    if (malformed != nullptr) return malformed;
  }
  return nullptr;
}

MaybeMalformed CheckConversation(const v1::Conversation& conversation) {
  MaybeMalformed malformed =
      CheckEnum("conversation.type", conversation.type());
  if (malformed != nullptr) return malformed;
  return Below([] { return "conversation.item"; },
               CheckItem(conversation.item()));
}

MaybeMalformed FindMalformed(const RequestView& request, int max_targets,
                             FieldSet fields) {
  MaybeMalformed malformed;
  if (request.actor->id().empty()) {
    return Wrong("actor.id", "must not be empty");
  }
  if ((fields & kActorField) != 0) {
    malformed = Below([] { return "actor"; }, CheckUser(*request.actor));
    if (malformed != nullptr) return malformed;
  }
  if (request.action == v1::ACTION_UNSPECIFIED) {
    return Wrong("action", "must be given");
  }
  if ((fields & kActionField) != 0) {
    malformed = CheckEnum("action", request.action);
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kSettingsField) != 0) {
    malformed =
        Below([] { return "settings"; }, CheckSettings(*request.settings));
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kConversationField) != 0) {
    malformed = CheckConversation(*request.conversation);
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kMessageField) != 0) {
    malformed = CheckTimestamp("message.sent_at", request.message->sent_at());
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kTargetsField) != 0) {
    malformed = CheckList("targets", *request.targets, max_targets, CheckUser);
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kItemsField) != 0) {
    malformed = CheckList("items", *request.items, max_targets, CheckItem);
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kExportRangeField) != 0) {
    malformed =
        Below([] { return "export_range"; }, CheckRange(*request.export_range));
    if (malformed != nullptr) return malformed;
  }
  if ((fields & kAtField) != 0 && request.at != nullptr) {
    return CheckTimestamp("at", *request.at);
  }
  return nullptr;
}

}  // namespace

std::optional<Malformed> Validate(const RequestView& request, int max_targets,
                                  FieldSet fields) {
  std::optional<Malformed> found;
  const MaybeMalformed malformed = FindMalformed(request, max_targets, fields);
  if (malformed != nullptr) found = std::move(*malformed);
  return found;
}

}  // namespace authz
