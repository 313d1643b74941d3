#include "tests/naive/finding.h"

#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/repeated_field.h"
#include "tests/naive/page.h"

namespace authz::naive {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::Timestamp;

constexpr Maybe kUnknown = std::nullopt;

Maybe Or(Maybe a, Maybe b) {
  if (a == true || b == true) return true;
  if (a == false && b == false) return false;
  return kUnknown;
}

Maybe Not(Maybe a) {
  if (!a.has_value()) return kUnknown;
  return !*a;
}

Maybe IfSet(bool is_set, bool value) {
  if (!is_set) return kUnknown;
  return value;
}

Maybe AtLeast(v1::PermissionLevel level, v1::PermissionLevel least) {
  return IfSet(level != v1::PERMISSION_LEVEL_UNSPECIFIED, level >= least);
}

Maybe CompanyAdmin(const v1::User& user) {
  return IfSet(user.has_company_admin(), user.company_admin());
}

Maybe InDirectory(const v1::User& user) {
  return IfSet(user.has_in_project_directory(), user.in_project_directory());
}

Maybe Internal(const v1::User& user) {
  return IfSet(user.has_internal_employee(), user.internal_employee());
}

Maybe Readable(const v1::ItemAccess& access) {
  return AtLeast(access.tool_permission_level(),
                 v1::PERMISSION_LEVEL_READ_ONLY);
}

Maybe PrivateAccess(const v1::ItemAccess& access) {
  return Or(
      IfSet(access.has_private_access(), access.private_access()),
      AtLeast(access.tool_permission_level(), v1::PERMISSION_LEVEL_ADMIN));
}

// Which of the two fields that open a private item is asked for.
std::string PrivateAccessPath(const v1::ItemAccess& access) {
  return access.has_private_access() ? "tool_permission_level"
                                     : "private_access";
}

Maybe Private(const v1::Item& item) {
  return IfSet(item.has_private_(), item.private_());
}

Finding About(Maybe value, const std::string& path) {
  Finding finding;
  finding.value = value;
  if (!value.has_value()) finding.missing = {path};
  return finding;
}

// A fact that holds where it holds for all elements. `missing` gives the paths,
// below the element's own, of an element for which it is unknown.
template <typename Element>
Finding AboutAll(
    const RepeatedPtrField<Element>& elements, const std::string& list,
    const std::function<Maybe(const Element&)>& holds,
    const std::function<std::vector<std::string>(const Element&)>& missing) {
  Finding finding;
  bool some_unknown = false;
  for (int i = 0; i < elements.size(); ++i) {
    const Maybe value = holds(elements[i]);
    if (value == false) finding.false_for.push_back(elements[i].id());
    if (!value.has_value() && !some_unknown) {
      some_unknown = true;
      for (const std::string& path : missing(elements[i])) {
        // Only the path of the request itself does not begin with a dot.
        finding.missing.push_back(
            path.front() == '.' ? absl::StrCat(list, "[", i, "]", path) : path);
      }
    }
  }
  if (!finding.false_for.empty()) {
    finding.value = false;
    finding.missing.clear();
  } else if (!some_unknown) {
    finding.value = true;
  }
  return finding;
}

Finding AboutTargets(const v1::CheckRequest& request,
                     const std::function<std::string(const v1::User&)>& missing,
                     const std::function<Maybe(const v1::User&)>& holds) {
  return AboutAll<v1::User>(request.targets(), "targets", holds,
                            [&missing](const v1::User& target) {
                              return std::vector<std::string>{missing(target)};
                            });
}

Finding AboutTargets(const v1::CheckRequest& request, const std::string& path,
                     const std::function<Maybe(const v1::User&)>& holds) {
  return AboutTargets(
      request, [&path](const v1::User&) { return path; }, holds);
}

bool ScopeConsistent(const v1::CheckRequest& request) {
  std::set<std::string> projects = {request.project_id(),
                                    request.conversation().project_id(),
                                    request.conversation().item().project_id()};
  projects.erase("");
  std::set<std::string> conversations = {request.message().conversation_id(),
                                         request.conversation().id()};
  conversations.erase("");
  return projects.size() <= 1 && conversations.size() <= 1;
}

// Compared as pairs are: first by seconds, then by nanoseconds.
using Instant = std::pair<std::int64_t, std::int64_t>;

Instant After(const Timestamp& timestamp, std::int64_t seconds) {
  return {timestamp.seconds() + seconds, timestamp.nanos()};
}

bool FromFuture(const Timestamp& sent_at, const Timestamp& at) {
  return After(at, kMaxClockSkewSeconds) < After(sent_at, 0);
}

bool WithinEditWindow(const Timestamp& sent_at, const Timestamp& at) {
  return After(at, 0) <= After(sent_at, kEditWindowSeconds);
}

void FindSettingsFacts(const v1::CheckRequest& request, Findings& facts) {
  v1::Settings settings = DefaultSettings();
  settings.MergeFrom(request.settings());

  const v1::Access access = settings.access();
  const bool access_set = access != v1::ACCESS_UNSPECIFIED;
  facts["tool_enabled"] = About(
      IfSet(access_set, access != v1::ACCESS_DISABLED), "settings.access");
  facts["access_internal_only"] =
      About(IfSet(access_set, access == v1::ACCESS_INTERNAL_EMPLOYEES),
            "settings.access");
  facts["project_enabled"] =
      About(IfSet(settings.has_project_enabled(), settings.project_enabled()),
            "settings.project_enabled");

  const v1::DirectMessages direct = settings.direct_messages();
  const bool direct_set = direct != v1::DIRECT_MESSAGES_UNSPECIFIED;
  facts["direct_messages_enabled"] =
      About(IfSet(direct_set, direct != v1::DIRECT_MESSAGES_DISABLED),
            "settings.direct_messages");
  facts["direct_messages_internal_only"] =
      About(IfSet(direct_set, direct == v1::DIRECT_MESSAGES_INTERNAL_EMPLOYEES),
            "settings.direct_messages");

  const v1::GroupManagement groups = settings.group_management();
  const bool groups_set = groups != v1::GROUP_MANAGEMENT_UNSPECIFIED;
  const std::string groups_path = "settings.group_management";
  facts["groups_by_company_admins"] =
      About(IfSet(groups_set, groups == v1::GROUP_MANAGEMENT_COMPANY_ADMINS),
            groups_path);
  facts["groups_by_directory_admins"] =
      About(IfSet(groups_set, groups == v1::GROUP_MANAGEMENT_DIRECTORY_ADMINS),
            groups_path);
  facts["groups_by_internal"] = About(
      IfSet(groups_set, groups == v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES),
      groups_path);

  facts["edit_delete_enabled"] = About(
      IfSet(settings.has_edit_delete_enabled(), settings.edit_delete_enabled()),
      "settings.edit_delete_enabled");
  facts["item_conversations_enabled"] =
      About(IfSet(settings.has_item_conversations_enabled(),
                  settings.item_conversations_enabled()),
            "settings.item_conversations_enabled");
}

void FindActorFacts(const v1::CheckRequest& request, Findings& facts) {
  const v1::User& actor = request.actor();
  facts["actor_company_admin"] =
      About(CompanyAdmin(actor), "actor.company_admin");
  facts["actor_in_directory"] =
      About(InDirectory(actor), "actor.in_project_directory");
  facts["actor_internal"] = About(Internal(actor), "actor.internal_employee");
  facts["actor_can_read"] =
      About(AtLeast(actor.permission_level(), v1::PERMISSION_LEVEL_READ_ONLY),
            "actor.permission_level");
  facts["actor_is_admin"] =
      About(AtLeast(actor.permission_level(), v1::PERMISSION_LEVEL_ADMIN),
            "actor.permission_level");
  facts["actor_is_owner"] = About(
      IfSet(!request.owner_id().empty(), request.owner_id() == actor.id()),
      "owner_id");
}

void FindConversationFacts(const v1::CheckRequest& request, Findings& facts) {
  const v1::Conversation& conversation = request.conversation();
  const v1::ConversationType type = TypeOfConversation(request);
  const bool type_set = type != v1::CONVERSATION_TYPE_UNSPECIFIED;
  facts["conversation_direct"] =
      About(IfSet(type_set, type == v1::CONVERSATION_TYPE_DIRECT),
            "conversation.type");
  facts["conversation_group"] =
      About(IfSet(type_set, type == v1::CONVERSATION_TYPE_GROUP),
            "conversation.type");
  facts["conversation_item"] = About(
      IfSet(type_set, type == v1::CONVERSATION_TYPE_ITEM), "conversation.type");
  facts["actor_is_member"] = About(
      IfSet(conversation.has_actor_is_member(), conversation.actor_is_member()),
      "conversation.actor_is_member");

  const v1::Item& item = conversation.item();
  facts["item_readable"] =
      About(Readable(item.actor_access()),
            "conversation.item.actor_access.tool_permission_level");
  facts["item_private"] = About(Private(item), "conversation.item.private");
  facts["item_private_access"] =
      About(PrivateAccess(item.actor_access()),
            "conversation.item.actor_access." +
                PrivateAccessPath(item.actor_access()));

  facts["scope_consistent"] = About(ScopeConsistent(request), "");
  const std::int64_t members = conversation.member_count();
  facts["direct_size_ok"] =
      About(members - 1 <= kMaxDirectMessageRecipients &&
                Recipients(request).size() <= kMaxDirectMessageRecipients,
            "");
  facts["group_size_ok"] =
      About(members <= kMaxGroupMembers &&
                GroupMembers(request).size() <= kMaxGroupMembers,
            "");
}

void FindTargetFacts(const v1::CheckRequest& request, Findings& facts) {
  facts["targets_given"] =
      About(request.targets_size() > 0 ? Maybe(true) : kUnknown, "targets");
  facts["targets_in_directory"] = AboutTargets(
      request,
      [](const v1::User& target) {
        return target.has_in_project_directory() ? ".company_admin"
                                                 : ".in_project_directory";
      },
      [](const v1::User& target) {
        return Or(InDirectory(target), CompanyAdmin(target));
      });
  facts["targets_internal"] =
      AboutTargets(request, ".internal_employee", Internal);
  facts["targets_item_readable"] = AboutTargets(
      request, ".item_access.tool_permission_level",
      [](const v1::User& target) { return Readable(target.item_access()); });
  facts["targets_item_private_access"] = AboutTargets(
      request,
      [](const v1::User& target) {
        return ".item_access." + PrivateAccessPath(target.item_access());
      },
      [](const v1::User& target) {
        return PrivateAccess(target.item_access());
      });
}

void FindItemFacts(const v1::CheckRequest& request, Findings& facts) {
  const std::string& project = request.project_id();
  facts["items_given"] =
      About(request.items_size() > 0 ? Maybe(true) : kUnknown, "items");
  facts["items_in_project"] = AboutAll<v1::Item>(
      request.items(), "items",
      [&project](const v1::Item& item) {
        return IfSet(!item.project_id().empty() && !project.empty(),
                     item.project_id() == project);
      },
      [&project](const v1::Item& item) {
        std::vector<std::string> missing;
        if (item.project_id().empty()) missing.emplace_back(".project_id");
        if (project.empty()) missing.emplace_back("project_id");
        return missing;
      });
  facts["items_readable"] = AboutAll<v1::Item>(
      request.items(), "items",
      [](const v1::Item& item) { return Readable(item.actor_access()); },
      [](const v1::Item&) {
        return std::vector<std::string>{".actor_access.tool_permission_level"};
      });
  facts["items_private_access"] = AboutAll<v1::Item>(
      request.items(), "items",
      [](const v1::Item& item) {
        return Or(Not(Private(item)), PrivateAccess(item.actor_access()));
      },
      [](const v1::Item& item) {
        return std::vector<std::string>{
            item.has_private_()
                ? ".actor_access." + PrivateAccessPath(item.actor_access())
                : ".private"};
      });
}

void FindMessageFacts(const v1::CheckRequest& request, const Timestamp& at,
                      Findings& facts) {
  const v1::Message& message = request.message();
  facts["actor_is_author"] =
      About(IfSet(!message.author_id().empty(),
                  message.author_id() == request.actor().id()),
            "message.author_id");
  facts["not_from_future"] =
      About(IfSet(message.has_sent_at(), !FromFuture(message.sent_at(), at)),
            "message.sent_at");
  facts["within_edit_window"] = About(
      IfSet(message.has_sent_at(), WithinEditWindow(message.sent_at(), at)),
      "message.sent_at");
  const v1::TimeRange& range = request.export_range();
  const bool both_ends = range.has_start_time() && range.has_end_time();
  facts["export_range_given"] =
      About(both_ends ? Maybe(true) : kUnknown, "export_range");
}

}  // namespace

std::set<std::string> Recipients(const v1::CheckRequest& request) {
  std::set<std::string> ids;
  for (const v1::User& target : request.targets()) ids.insert(target.id());
  ids.erase(request.actor().id());
  return ids;
}

std::set<std::string> GroupMembers(const v1::CheckRequest& request) {
  std::set<std::string> ids;
  for (const v1::User& target : request.targets()) ids.insert(target.id());
  if (request.action() == v1::ACTION_CREATE_GROUP) {
    ids.insert(request.actor().id());
  }
  return ids;
}

v1::ConversationType TypeOfConversation(const v1::CheckRequest& request) {
  if (request.conversation().type() != v1::CONVERSATION_TYPE_UNSPECIFIED) {
    return request.conversation().type();
  }
  switch (request.action()) {
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

Findings FindFacts(const v1::CheckRequest& request, const Timestamp& at) {
  Findings facts;
  FindSettingsFacts(request, facts);
  FindActorFacts(request, facts);
  FindConversationFacts(request, facts);
  FindTargetFacts(request, facts);
  FindItemFacts(request, facts);
  FindMessageFacts(request, at, facts);
  return facts;
}

const std::vector<std::string>& NeverFalse() {
  static const auto& facts = *new std::vector<std::string>{
      "targets_given", "items_given", "export_range_given"};
  return facts;
}

const std::vector<std::string>& NeverUnknown() {
  static const auto& facts = *new std::vector<std::string>{
      "scope_consistent", "direct_size_ok", "group_size_ok"};
  return facts;
}

const std::vector<Conflict>& Conflicts() {
  static const auto& conflicts = *new std::vector<Conflict>{
      {"conversation_direct", true, "conversation_group", true},
      {"conversation_direct", true, "conversation_item", true},
      {"conversation_group", true, "conversation_item", true},
      {"groups_by_company_admins", true, "groups_by_directory_admins", true},
      {"groups_by_company_admins", true, "groups_by_internal", true},
      {"groups_by_directory_admins", true, "groups_by_internal", true},
      {"access_internal_only", true, "tool_enabled", false},
      {"direct_messages_internal_only", true, "direct_messages_enabled", false},
      {"actor_is_admin", true, "actor_can_read", false},
      {"not_from_future", false, "within_edit_window", false},
  };
  return conflicts;
}

}  // namespace authz::naive
