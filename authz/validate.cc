#include "authz/validate.h"

#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/time.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace authz {
namespace {

using google::protobuf::Timestamp;
using MaybeMalformed = std::optional<Malformed>;

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

template <typename Enum>
MaybeMalformed CheckEnum(absl::string_view field, Enum value) {
  if (IsValid(value)) return std::nullopt;
  return Malformed{
      std::string(field),
      absl::StrCat("`", static_cast<int>(value),
                   "` is not a value of the enum ",
                   google::protobuf::GetEnumDescriptor<Enum>()->name())};
}

// The path of what is found wrong below `parent`, which need not be built
// unless something is.
template <typename Path>
MaybeMalformed Below(const Path& parent, MaybeMalformed malformed) {
  if (malformed.has_value()) {
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
  if (malformed.has_value()) return malformed;
  return Below([] { return "item_access"; }, CheckAccess(user.item_access()));
}

MaybeMalformed CheckItem(const v1::Item& item) {
  return Below([] { return "actor_access"; }, CheckAccess(item.actor_access()));
}

MaybeMalformed CheckSettings(const v1::Settings& settings) {
  MaybeMalformed malformed = CheckEnum("access", settings.access());
  if (malformed.has_value()) return malformed;
  malformed = CheckEnum("direct_messages", settings.direct_messages());
  if (malformed.has_value()) return malformed;
  return CheckEnum("group_management", settings.group_management());
}

MaybeMalformed CheckTimestamp(absl::string_view field,
                              const Timestamp& timestamp) {
  if (timestamp.seconds() < kMinTimestampSeconds ||
      timestamp.seconds() > kMaxTimestampSeconds) {
    return Malformed{absl::StrCat(field, ".seconds"),
                     absl::StrCat("`", timestamp.seconds(),
                                  "` is outside the years 1 to 9999")};
  }
  if (timestamp.nanos() < 0 || timestamp.nanos() > kMaxNanos) {
    return Malformed{
        absl::StrCat(field, ".nanos"),
        absl::StrCat("`", timestamp.nanos(), "` is outside 0 to ", kMaxNanos)};
  }
  return std::nullopt;
}

MaybeMalformed CheckRange(const v1::TimeRange& range) {
  MaybeMalformed malformed = CheckTimestamp("start_time", range.start_time());
  if (malformed.has_value()) return malformed;
  malformed = CheckTimestamp("end_time", range.end_time());
  if (malformed.has_value()) return malformed;
  const auto key = [](const Timestamp& time) {
    return std::make_tuple(time.seconds(), time.nanos());
  };
  if (range.has_start_time() && range.has_end_time() &&
      key(range.end_time()) < key(range.start_time())) {
    return Malformed{"end_time", "must not be before `start_time`"};
  }
  return std::nullopt;
}

template <typename List, typename CheckElement>
MaybeMalformed CheckList(absl::string_view field, const List& list, int max,
                         CheckElement check) {
  if (list.size() > max) {
    return Malformed{std::string(field),
                     absl::StrCat("has ", list.size(), " elements, at most ",
                                  max, " are allowed")};
  }
  for (int i = 0; i < list.size(); ++i) {
    MaybeMalformed malformed =
        Below([&] { return absl::StrCat(field, "[", i, "]"); }, check(list[i]));
    if (malformed.has_value()) return malformed;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Malformed> Validate(const RequestView& request, int max_targets) {
  if (request.actor->id().empty()) {
    return Malformed{"actor.id", "must not be empty"};
  }
  MaybeMalformed malformed =
      Below([] { return "actor"; }, CheckUser(*request.actor));
  if (malformed.has_value()) return malformed;

  if (request.action == v1::ACTION_UNSPECIFIED) {
    return Malformed{"action", "must be given"};
  }
  malformed = CheckEnum("action", request.action);
  if (malformed.has_value()) return malformed;

  malformed =
      Below([] { return "settings"; }, CheckSettings(*request.settings));
  if (malformed.has_value()) return malformed;

  const v1::Conversation& conversation = *request.conversation;
  malformed = CheckEnum("conversation.type", conversation.type());
  if (malformed.has_value()) return malformed;
  malformed =
      Below([] { return "conversation.item"; }, CheckItem(conversation.item()));
  if (malformed.has_value()) return malformed;

  malformed = CheckTimestamp("message.sent_at", request.message->sent_at());
  if (malformed.has_value()) return malformed;

  malformed = CheckList("targets", *request.targets, max_targets, CheckUser);
  if (malformed.has_value()) return malformed;
  malformed = CheckList("items", *request.items, max_targets, CheckItem);
  if (malformed.has_value()) return malformed;

  malformed =
      Below([] { return "export_range"; }, CheckRange(*request.export_range));
  if (malformed.has_value()) return malformed;
  if (request.at != nullptr) return CheckTimestamp("at", *request.at);
  return std::nullopt;
}

}  // namespace authz
