// What a check asks, wherever it is written: in a request of its own, or partly
// in a batch's shared request.

#ifndef AUTHZ_REQUEST_VIEW_H_
#define AUTHZ_REQUEST_VIEW_H_

#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

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
};

RequestView ViewOf(const v1::CheckRequest& request);

// `check` laid over `shared`: each top-level field is that of `check` where it
// is set there, else that of `shared`, whole.
RequestView ViewOf(const v1::CheckRequest& check, const RequestView& shared);

// The conversation's type: as set, else as the action implies, else
// unspecified.
v1::ConversationType ConversationTypeOf(const RequestView& request);

}  // namespace authz

#endif  // AUTHZ_REQUEST_VIEW_H_
