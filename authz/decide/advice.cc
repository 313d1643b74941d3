#include "authz/decide/response_parts.h"

namespace authz {
namespace {

void AdviseOnMentions(const RequestView& request, v1::CheckResponse& response) {
  // Who may see the conversation of an item is not a matter of membership.
  const v1::ConversationType type = ConversationTypeOf(request);
  if (type != v1::CONVERSATION_TYPE_GROUP &&
      type != v1::CONVERSATION_TYPE_DIRECT) {
    return;
  }
  v1::Advice* advice = nullptr;
  for (const v1::User& target : *request.targets) {
    if (!target.has_conversation_member() || target.conversation_member()) {
      continue;
    }
    if (advice == nullptr) {
      advice = response.add_advice();
      advice->set_code(v1::ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW);
    }
    advice->add_ids(target.id());
  }
}

}  // namespace

void FillAdvice(const RequestView& request, v1::CheckResponse& response) {
  if (request.action == v1::ACTION_MENTION_USER) {
    AdviseOnMentions(request, response);
  } else if (request.action == v1::ACTION_EXPORT_CONVERSATIONS) {
    response.add_advice()->set_code(
        v1::ADVICE_CODE_EXPORT_FULFILLED_BY_SUPPORT);
  }
}

}  // namespace authz
