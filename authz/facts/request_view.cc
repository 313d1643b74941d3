#include "authz/facts/request_view.h"

#include "absl/base/attributes.h"
#include "authz/facts/time.h"

namespace authz {
namespace {

// Lays `settings` over those of `view`, in `merged`.
ABSL_ATTRIBUTE_NOINLINE
void LayOverSettings(const v1::Settings& settings, v1::Settings& merged,
                     RequestView& view) {
  merged = *view.settings;
  merged.MergeFrom(settings);
  view.settings = &merged;
}

}  // namespace

RequestView ViewOf(const v1::CheckRequest& request) {
  RequestView view;
  view.actor = &request.actor();
  view.action = request.action();
  view.project_id = request.project_id();
  view.settings = &request.settings();
  view.conversation = &request.conversation();
  view.message = &request.message();
  view.targets = &request.targets();
  view.items = &request.items();
  view.owner_id = request.owner_id();
  view.export_range = &request.export_range();
  view.at = request.has_at() ? &request.at() : nullptr;
  view.id = request.id();
  view.explain = request.explain();
  return view;
}

void LayOver(const v1::CheckRequest& check, const RequestView& shared,
             v1::Settings& merged, RequestView& view) {
  view = shared;
  FieldSet own;
  if (check.has_actor()) {
    view.actor = &check.actor();
    own.Add(Field::kActor);
  }
  if (check.action() != v1::ACTION_UNSPECIFIED) {
    view.action = check.action();
    own.Add(Field::kAction);
  }
  if (!check.project_id().empty()) {
    view.project_id = check.project_id();
    own.Add(Field::kProjectId);
  }
  if (check.has_conversation()) {
    view.conversation = &check.conversation();
    own.Add(Field::kConversation);
  }
  if (check.has_message()) {
    view.message = &check.message();
    own.Add(Field::kMessage);
  }
  if (!check.targets().empty()) {
    view.targets = &check.targets();
    view.target_ids = nullptr;
    own.Add(Field::kTargets);
  }
  if (!check.items().empty()) {
    view.items = &check.items();
    own.Add(Field::kItems);
  }
  if (!check.owner_id().empty()) {
    view.owner_id = check.owner_id();
    own.Add(Field::kOwnerId);
  }
  if (check.has_export_range()) {
    view.export_range = &check.export_range();
    own.Add(Field::kExportRange);
  }
  if (check.has_at()) {
    view.at = &check.at();
    own.Add(Field::kAt);
  }
  if (!check.id().empty()) view.id = check.id();
  if (check.explain()) view.explain = true;
  if (check.has_settings()) own.Add(Field::kSettings);
  view.own = own;
  // Last and apart, so that most checks, which have none, pay for no call.
  if (check.has_settings()) LayOverSettings(check.settings(), merged, view);
}

absl::Time TimeOf(const RequestView& request, absl::Time now) {
  return request.at != nullptr ? ToTime(*request.at) : now;
}

v1::ConversationType ConversationTypeOf(const RequestView& request) {
  const v1::ConversationType type = request.conversation->type();
  if (type != v1::CONVERSATION_TYPE_UNSPECIFIED) return type;
  switch (request.action) {
    case v1::ACTION_START_DIRECT_MESSAGE:
    case v1::ACTION_SEND_DIRECT_MESSAGE:
      return v1::CONVERSATION_TYPE_DIRECT;
    case v1::ACTION_SEND_GROUP_MESSAGE:
    case v1::ACTION_CREATE_GROUP:
    case v1::ACTION_MANAGE_GROUP:
      return v1::CONVERSATION_TYPE_GROUP;
    case v1::ACTION_SEND_ITEM_MESSAGE:
      return v1::CONVERSATION_TYPE_ITEM;
    default:
      return v1::CONVERSATION_TYPE_UNSPECIFIED;
  }
}

}  // namespace authz
