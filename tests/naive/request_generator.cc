#include "tests/naive/request_generator.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/naive/finding.h"
#include "tests/naive/page.h"
#include "tests/naive/request_changes.h"

namespace authz::naive {
namespace {

v1::PermissionLevel LevelFrom(v1::PermissionLevel least, Random& random) {
  const std::size_t count = v1::PERMISSION_LEVEL_ADMIN - least + 1;
  return static_cast<v1::PermissionLevel>(least + random.Below(count));
}

// Access to an item that may be private.
void AllowItem(v1::ItemAccess& access, Random& random) {
  if (random.Chance(50)) {
    access.set_tool_permission_level(v1::PERMISSION_LEVEL_ADMIN);
    if (random.Chance(70)) access.set_private_access(false);
  } else {
    access.set_tool_permission_level(random.Chance(50)
                                         ? v1::PERMISSION_LEVEL_READ_ONLY
                                         : v1::PERMISSION_LEVEL_STANDARD);
    access.set_private_access(true);
  }
}

v1::Item AllowedItem(Random& random) {
  v1::Item item;
  item.set_id(absl::StrCat("i", random.Below(9)));
  item.set_project_id(kProject);
  item.set_private_(random.Chance(50));
  AllowItem(*item.mutable_actor_access(), random);
  return item;
}

v1::User AllowedTarget(Random& random) {
  v1::User target;
  target.set_id(absl::StrCat("t", random.Below(9)));
  const bool company_admin = random.Chance(50);
  target.set_company_admin(company_admin);
  target.set_in_project_directory(!company_admin);
  if (company_admin && random.Chance(30)) target.clear_in_project_directory();
  if (!company_admin && random.Chance(30)) target.clear_company_admin();
  target.set_internal_employee(true);
  AllowItem(*target.mutable_item_access(), random);
  if (random.Chance(80)) target.set_conversation_member(random.Chance(70));
  return target;
}

v1::User AllowedActor(Random& random) {
  v1::User actor;
  actor.set_id(kActor);
  if (random.Chance(50)) {
    actor.set_company_admin(true);
  } else {
    actor.set_in_project_directory(true);
    actor.set_permission_level(
        LevelFrom(v1::PERMISSION_LEVEL_READ_ONLY, random));
    if (random.Chance(50)) actor.set_company_admin(false);
  }
  if (random.Chance(60)) actor.set_internal_employee(random.Chance(70));
  return actor;
}

// Settings, and what they ask of the actor.
void AllowBySettings(v1::CheckRequest& request, Random& random) {
  v1::Settings& settings = *request.mutable_settings();
  v1::User& actor = *request.mutable_actor();
  settings.set_access(v1::ACCESS_ANY_USER);
  if (random.Chance(20)) {
    settings.set_access(v1::ACCESS_INTERNAL_EMPLOYEES);
    actor.set_internal_employee(true);
  }
  settings.set_project_enabled(true);
  settings.set_direct_messages(v1::DIRECT_MESSAGES_ANY_USER);
  if (random.Chance(40)) {
    settings.set_direct_messages(v1::DIRECT_MESSAGES_INTERNAL_EMPLOYEES);
    actor.set_internal_employee(true);
  }
  settings.set_edit_delete_enabled(true);
  switch (random.Below(4)) {
    case 0:
      actor.set_company_admin(true);
      break;
    case 1:
      settings.set_group_management(v1::GROUP_MANAGEMENT_DIRECTORY_ADMINS);
      actor.set_permission_level(v1::PERMISSION_LEVEL_ADMIN);
      break;
    case 2:
      settings.set_group_management(v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES);
      actor.set_internal_employee(true);
      break;
    default:
      settings.set_group_management(v1::GROUP_MANAGEMENT_EVERYONE);
  }
}

// Turns one of the settings that are switches off, whichever there are.
void TurnOffASwitch(v1::Settings& settings, Random& random) {
  std::vector<const google::protobuf::FieldDescriptor*> switches;
  const google::protobuf::Descriptor& type = *v1::Settings::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->enum_type() == nullptr) {
      switches.push_back(type.field(i));
    }
  }
  settings.GetReflection()->SetBool(&settings, random.OneOf(switches), false);
}

void AllowConversation(v1::CheckRequest& request, Random& random) {
  v1::Conversation& conversation = *request.mutable_conversation();
  const bool implied =
      TypeOfConversation(request) != v1::CONVERSATION_TYPE_UNSPECIFIED;
  if (!implied) {
    conversation.set_type(static_cast<v1::ConversationType>(
        v1::CONVERSATION_TYPE_DIRECT + random.Below(3)));
  } else if (random.Chance(50)) {
    conversation.set_type(TypeOfConversation(request));
  }
  if (random.Chance(50)) conversation.set_id(kConversation);
  if (random.Chance(50)) conversation.set_project_id(kProject);
  conversation.set_actor_is_member(true);
  *conversation.mutable_item() = AllowedItem(random);
  if (random.Chance(30)) {
    constexpr std::uint32_t kCounts[] = {1, 2, 100, 101, 2000};
    conversation.set_member_count(kCounts[random.Below(5)]);
  }
}

// Some requests sit on either side of a limit of members.
std::size_t TargetCount(Random& random) {
  if (random.Below(10'000) == 0) return 1999 + random.Below(4);
  if (random.Below(500) == 0) return 99 + random.Below(4);
  return random.Below(4);
}

v1::CheckRequest AllowedRequest(Random& random) {
  v1::CheckRequest request;
  static const auto& actions = *new std::vector<v1::Action>(Actions());
  request.set_action(random.OneOf(actions));
  *request.mutable_actor() = AllowedActor(random);
  AllowBySettings(request, random);
  if (random.Chance(3)) TurnOffASwitch(*request.mutable_settings(), random);
  AllowConversation(request, random);
  if (request.action() == v1::ACTION_EXPORT_CONVERSATIONS ||
      request.action() == v1::ACTION_CONFIGURE_TOOL) {
    request.mutable_actor()->set_company_admin(true);
  }
  request.set_project_id(kProject);
  v1::Message& message = *request.mutable_message();
  if (random.Chance(50)) message.set_conversation_id(kConversation);
  message.set_author_id(kActor);
  *message.mutable_sent_at() = RandomTime(random);
  const std::size_t targets = TargetCount(random);
  for (std::size_t i = 0; i < targets; ++i) {
    *request.add_targets() = AllowedTarget(random);
    // Those of a large list are different users, but for one or two of them.
    if (targets > 9) request.mutable_targets(i)->set_id(absl::StrCat("t", i));
  }
  if (targets > 9 && random.Chance(30))
    request.mutable_targets(1)->set_id("t0");
  if (targets > 9 && random.Chance(30)) {
    request.mutable_targets(2)->set_id(kActor);
  }
  const std::size_t items = random.Below(4);
  for (std::size_t i = 0; i < items; ++i) {
    *request.add_items() = AllowedItem(random);
  }
  request.set_owner_id(kActor);
  request.mutable_export_range()->mutable_start_time()->set_seconds(1);
  request.mutable_export_range()->mutable_end_time()->set_seconds(2);
  if (random.Chance(70)) *request.mutable_at() = RandomTime(random);
  if (random.Chance(50)) {
    request.set_id(absl::StrCat("check-", random.Below(9)));
  }
  request.set_explain(random.Chance(25));
  return request;
}

}  // namespace

v1::CheckRequest RandomRequest(Random& random) {
  if (random.Chance(2)) {
    v1::CheckRequest request;
    for (int i = 0; i < 40; ++i) ChangeSomething(request, random);
    return request;
  }
  v1::CheckRequest request = AllowedRequest(random);
  constexpr int kChanges[] = {0, 1, 1, 1, 2, 2, 3, 4, 5, 6};
  const int changes = kChanges[random.Below(10)];
  for (int i = 0; i < changes; ++i) ChangeSomething(request, random);
  return request;
}

}  // namespace authz::naive
