#include "authz/facts/request_view.h"

#include "authz/facts/time.h"

namespace authz {

RequestView ViewOf(const v1::CheckRequest& request) {
  return {
      &request.actor(),
      request.action(),
      request.project_id(),
      &request.settings(),
      &request.conversation(),
      &request.message(),
      &request.targets(),
      &request.items(),
      request.owner_id(),
      &request.export_range(),
      request.has_at() ? &request.at() : nullptr,
      request.id(),
      request.explain(),
      kAllFields,
  };
}

RequestView ViewOf(const v1::CheckRequest& check, const RequestView& shared) {
  RequestView view = shared;
  FieldSet own = 0;
  if (check.has_actor()) {
    view.actor = &check.actor();
    own |= kActorField;
  }
  if (check.action() != v1::ACTION_UNSPECIFIED) {
    view.action = check.action();
    own |= kActionField;
  }
  if (!check.project_id().empty()) {
    view.project_id = check.project_id();
    own |= kProjectIdField;
  }
  if (check.has_settings()) {
    view.settings = &check.settings();
    own |= kSettingsField;
  }
  if (check.has_conversation()) {
    view.conversation = &check.conversation();
    own |= kConversationField;
  }
  if (check.has_message()) {
    view.message = &check.message();
    own |= kMessageField;
  }
  if (!check.targets().empty()) {
    view.targets = &check.targets();
    own |= kTargetsField;
  }
  if (!check.items().empty()) {
    view.items = &check.items();
    own |= kItemsField;
  }
  if (!check.owner_id().empty()) {
    view.owner_id = check.owner_id();
    own |= kOwnerIdField;
  }
  if (check.has_export_range()) {
    view.export_range = &check.export_range();
    own |= kExportRangeField;
  }
  if (check.has_at()) {
    view.at = &check.at();
    own |= kAtField;
  }
  if (!check.id().empty()) view.id = check.id();
  if (check.explain()) view.explain = true;
  view.own = own;
  return view;
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
