#include "bench/requests.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/text_format.h"

namespace bench {
namespace {

// Ends the program where `text` is not a `Message`, since it is written here.
template <typename Message>
Message Parse(const char* text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    std::abort();
  }
  return message;
}

// Ids as most services have them.
std::string Uuid(int number) {
  return absl::StrFormat("7f3e9a52-1c64-4b0d-9e8f-%012d", number);
}

constexpr int kActor = 1;
constexpr int kProject = 2;
constexpr int kConversation = 3;
constexpr int kItem = 4;
constexpr int kFirstMessage = 1'000;
constexpr int kFirstUser = 100'000;

// What every check here asks with.
v1::CheckRequest Context(v1::Action action) {
  auto check = Parse<v1::CheckRequest>(R"pb(
    actor {
      company_admin: false
      in_project_directory: true
      internal_employee: true
      permission_level: PERMISSION_LEVEL_STANDARD
    }
    settings {
      access: ACCESS_ANY_USER
      project_enabled: true
      direct_messages: DIRECT_MESSAGES_ANY_USER
      group_management: GROUP_MANAGEMENT_EVERYONE
      edit_delete_enabled: true
      item_conversations_enabled: true
    }
    conversation {
      type: CONVERSATION_TYPE_ITEM
      actor_is_member: true
      item {
        tool: "rfi"
        private: true
        actor_access {
          tool_permission_level: PERMISSION_LEVEL_STANDARD
          private_access: true
        }
      }
      member_count: 7
    }
    at { seconds: 1760000000 }
  )pb");
  check.set_action(action);
  check.mutable_actor()->set_id(Uuid(kActor));
  check.set_project_id(Uuid(kProject));
  v1::Conversation& conversation = *check.mutable_conversation();
  conversation.set_id(Uuid(kConversation));
  conversation.set_project_id(Uuid(kProject));
  conversation.mutable_item()->set_id(Uuid(kItem));
  conversation.mutable_item()->set_project_id(Uuid(kProject));
  return check;
}

v1::User Mentioned(int i) {
  v1::User user = Parse<v1::User>(R"pb(
    in_project_directory: true
    internal_employee: true
    item_access {
      tool_permission_level: PERMISSION_LEVEL_READ_ONLY
      private_access: true
    }
  )pb");
  user.set_id(absl::StrCat("u", kFirstUser + i));
  if (i % 3 == 0) user.mutable_item_access()->set_private_access(false);
  return user;
}

}  // namespace

v1::CheckRequest ViewCheck() { return Context(v1::ACTION_VIEW_MESSAGES); }

v1::BatchCheckRequest EditBatch(int checks) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = Context(v1::ACTION_EDIT_MESSAGE);
  for (int i = 0; i < checks; ++i) {
    v1::CheckRequest& check = *batch.add_checks();
    check.set_id(absl::StrCat("m", kFirstMessage + i));
    v1::Message& message = *check.mutable_message();
    message.set_id(check.id());
    message.set_author_id(Uuid(i % 3 == 0 ? kActor : kFirstUser + i));
    message.mutable_sent_at()->set_seconds(1'760'000'000 - i % 600);
  }
  return batch;
}

v1::BatchCheckRequest MentionBatch(int checks) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = Context(v1::ACTION_MENTION_USER);
  for (int i = 0; i < checks; ++i) {
    *batch.add_checks()->add_targets() = Mentioned(i);
  }
  return batch;
}

v1::CheckRequest MentionCheck(int targets) {
  v1::CheckRequest check = Context(v1::ACTION_MENTION_USER);
  for (int i = 0; i < targets; ++i) *check.add_targets() = Mentioned(i);
  return check;
}

}  // namespace bench
