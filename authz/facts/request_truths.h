// Truths, numbers and ages read from a request: the terms that the rows of the
// table of facts are made of.
//
// In a header, so that extract.cc compiles them into straight code.

#ifndef AUTHZ_FACTS_REQUEST_TRUTHS_H_
#define AUTHZ_FACTS_REQUEST_TRUTHS_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_row.h"
#include "authz/facts/time.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz::request_truths {

// Unknown where `level` is unspecified.
inline Truth IsAtLeast(v1::PermissionLevel level, v1::PermissionLevel min) {
  return ToTruth(level != v1::PERMISSION_LEVEL_UNSPECIFIED, level >= min);
}

inline Truth CanRead(const v1::ItemAccess& access) {
  return IsAtLeast(access.tool_permission_level(),
                   v1::PERMISSION_LEVEL_READ_ONLY);
}

// True where private access or the level Admin opens a private item.
inline Truth HasPrivateAccess(const v1::ItemAccess& access) {
  return Or(
      ToTruth(access.has_private_access(), access.private_access()),
      IsAtLeast(access.tool_permission_level(), v1::PERMISSION_LEVEL_ADMIN));
}

// The request's value of a setting, or the policy's default.
template <typename Enum>
[[gnu::always_inline]] inline Enum Setting(const FactInput& in,
                                           Enum (v1::Settings::*get)() const) {
  const Enum given = (in.request.settings->*get)();
  return given != 0 ? given : (in.parameters.default_settings.*get)();
}

template <typename Enum>
[[gnu::always_inline]] inline Truth SettingIs(const FactInput& in,
                                              Enum (v1::Settings::*get)() const,
                                              Enum value) {
  const Enum setting = Setting(in, get);
  return ToTruth(setting != 0, setting == value);
}

[[gnu::always_inline]] inline Truth SwitchIsOn(const FactInput& in,
                                               bool (v1::Settings::*has)()
                                                   const,
                                               bool (v1::Settings::*get)()
                                                   const) {
  const v1::Settings& settings = (in.request.settings->*has)()
                                     ? *in.request.settings
                                     : in.parameters.default_settings;
  return ToTruth((settings.*has)(), (settings.*get)());
}

inline Truth TypeIs(const FactInput& in, v1::ConversationType value) {
  return ToTruth(in.conversation_type != v1::CONVERSATION_TYPE_UNSPECIFIED,
                 in.conversation_type == value);
}

inline const v1::Item& ConversationItem(const FactInput& in) {
  return in.request.conversation->item();
}

// True where `given`, else unknown.
inline Truth Given(bool given) { return ToTruth(given, true); }

// True where `id` is the actor's id, unknown where it is empty.
inline Truth IsActor(absl::string_view id, const FactInput& in) {
  return ToTruth(!id.empty(), id == in.request.actor->id());
}

// The fields that the sizes of conversations follow from.
inline constexpr FieldSet kSizeFields =
    Field::kActor | Field::kAction | Field::kConversation | Field::kTargets;

// The number of users in the direct message besides the actor, those to be
// added included.
inline std::uint64_t Recipients(const FactInput& in) {
  const std::uint64_t members = in.request.conversation->member_count();
  return std::max(members > 0 ? members - 1 : 0, in.targets.others);
}

// The number of members of the group, those to be added included.
inline std::uint64_t GroupMembers(const FactInput& in) {
  const bool has_actor =
      in.targets.has_actor || in.request.action == v1::ACTION_CREATE_GROUP;
  return std::max<std::uint64_t>(in.request.conversation->member_count(),
                                 in.targets.others + (has_actor ? 1 : 0));
}

inline void CompareSize(std::uint64_t size, std::uint64_t limit,
                        v1::Fact& fact) {
  v1::SizeComparison& comparison = *fact.mutable_size();
  comparison.set_size(size);
  comparison.set_limit(limit);
  comparison.set_excess(size > limit ? size - limit : 0);
}

// The age of the message at the time of evaluation, negative where it was sent
// later. The request must have `message.sent_at`.
inline absl::Duration AgeOfMessage(const FactInput& in) {
  return in.at - ToTime(in.request.message->sent_at());
}

// `distance` is what must be at most `limit`.
inline void CompareTimes(const FactInput& in, absl::Duration distance,
                         absl::Duration limit, v1::Fact& fact) {
  v1::TimeComparison& comparison = *fact.mutable_time();
  *comparison.mutable_sent_at() = in.request.message->sent_at();
  SetTimestamp(in.at, *comparison.mutable_at());
  SetDuration(limit, *comparison.mutable_limit());
  if (distance > limit) {
    SetDuration(distance - limit, *comparison.mutable_excess());
  }
}

// Returns true where all ids that are not empty are equal.
inline bool Agree(std::initializer_list<absl::string_view> ids) {
  absl::string_view first;
  for (absl::string_view id : ids) {
    if (id.empty()) continue;
    if (first.empty()) first = id;
    if (id != first) return false;
  }
  return true;
}

}  // namespace authz::request_truths

#endif  // AUTHZ_FACTS_REQUEST_TRUTHS_H_
