// What a check asks, wherever it is written: in a request of its own, or partly
// in a batch's shared request.

#ifndef AUTHZ_FACTS_REQUEST_VIEW_H_
#define AUTHZ_FACTS_REQUEST_VIEW_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// A set of a check's top-level fields, those that say how to answer left out.
using FieldSet = std::uint32_t;
inline constexpr FieldSet kActorField = 1U << 0U;
inline constexpr FieldSet kActionField = 1U << 1U;
inline constexpr FieldSet kProjectIdField = 1U << 2U;
inline constexpr FieldSet kSettingsField = 1U << 3U;
inline constexpr FieldSet kConversationField = 1U << 4U;
inline constexpr FieldSet kMessageField = 1U << 5U;
inline constexpr FieldSet kTargetsField = 1U << 6U;
inline constexpr FieldSet kItemsField = 1U << 7U;
inline constexpr FieldSet kOwnerIdField = 1U << 8U;
inline constexpr FieldSet kExportRangeField = 1U << 9U;
inline constexpr FieldSet kAtField = 1U << 10U;
inline constexpr FieldSet kAllFields = (1U << 11U) - 1;

// Points into requests and copies nothing, so it must not outlive them. A
// message that is left out is the empty one; only `at` can be null.
struct RequestView {
  const v1::User* actor;
  v1::Action action;
  absl::string_view project_id;
  const v1::Settings* settings;
  const v1::Conversation* conversation;
  const v1::Message* message;
  const google::protobuf::RepeatedPtrField<v1::User>* targets;
  const google::protobuf::RepeatedPtrField<v1::Item>* items;
  absl::string_view owner_id;
  const v1::TimeRange* export_range;
  const google::protobuf::Timestamp* at;
  absl::string_view id;
  bool explain;
  // The fields that are the check's own, and not those of a shared request.
  FieldSet own;
};

RequestView ViewOf(const v1::CheckRequest& request);

// `check` laid over `shared`: each top-level field is that of `check` where it
// is set there, else that of `shared`, whole.
RequestView ViewOf(const v1::CheckRequest& check, const RequestView& shared);

// When it is asked for: at `now` where it does not say.
absl::Time TimeOf(const RequestView& request, absl::Time now);

// The conversation's type: as set, else as the action implies, else
// unspecified.
v1::ConversationType ConversationTypeOf(const RequestView& request);

}  // namespace authz

#endif  // AUTHZ_FACTS_REQUEST_VIEW_H_
