#include "authz/decide/missing_facts.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/facts/listed_facts.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"

namespace authz {
namespace {

// Adds paths to a response, each once.
class Paths {
 public:
  explicit Paths(v1::CheckResponse& response) : response_(response) {}

  void Add(absl::string_view path) {
    auto& paths = *response_.mutable_missing_facts();
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
      paths.Add(std::string(path));
    }
  }

 private:
  v1::CheckResponse& response_;
};

// The index of the first target for which the fact is unknown.
int FirstUnknownTarget(Fact fact, const RequestView& request) {
  int i = 0;
  while (FactsOfTarget((*request.targets)[i]).Get(fact) != Truth::kUnknown) {
    ++i;
  }
  return i;
}

int FirstUnknownItem(Fact fact, const RequestView& request) {
  int i = 0;
  while (FactsOfItem((*request.items)[i], request.project_id).Get(fact) !=
         Truth::kUnknown) {
    ++i;
  }
  return i;
}

void AddTargetPath(Fact fact, absl::string_view field,
                   const RequestView& request, Paths& paths) {
  paths.Add(
      absl::StrCat("targets[", FirstUnknownTarget(fact, request), "].", field));
}

void AddItemPaths(Fact fact, const RequestView& request, Paths& paths) {
  const int i = FirstUnknownItem(fact, request);
  const v1::Item& item = (*request.items)[i];
  const std::string element = absl::StrCat("items[", i, "]");
  if (fact == Fact::kItemsInProject) {
    if (item.project_id().empty()) {
      paths.Add(absl::StrCat(element, ".project_id"));
    }
    if (request.project_id.empty()) paths.Add("project_id");
  } else if (fact == Fact::kItemsReadable) {
    paths.Add(absl::StrCat(element, ".actor_access.tool_permission_level"));
  } else {
    paths.Add(absl::StrCat(element, item.has_private_()
                                        ? ".actor_access.private_access"
                                        : ".private"));
  }
}

void AddPaths(Fact fact, const RequestView& request, Paths& paths) {
  switch (fact) {
    case Fact::kToolEnabled:
    case Fact::kAccessInternalOnly:
      return paths.Add("settings.access");
    case Fact::kProjectEnabled:
      return paths.Add("settings.project_enabled");
    case Fact::kActorCompanyAdmin:
      return paths.Add("actor.company_admin");
    case Fact::kActorInDirectory:
      return paths.Add("actor.in_project_directory");
    case Fact::kActorInternal:
      return paths.Add("actor.internal_employee");
    case Fact::kActorCanRead:
    case Fact::kActorIsAdmin:
      return paths.Add("actor.permission_level");
    case Fact::kConversationDirect:
    case Fact::kConversationGroup:
    case Fact::kConversationItem:
      return paths.Add("conversation.type");
    case Fact::kActorIsMember:
      return paths.Add("conversation.actor_is_member");
    case Fact::kItemReadable:
      return paths.Add("conversation.item.actor_access.tool_permission_level");
    case Fact::kItemPrivate:
      return paths.Add("conversation.item.private");
    case Fact::kItemPrivateAccess:
      return paths.Add("conversation.item.actor_access.private_access");
    case Fact::kDirectMessagesEnabled:
    case Fact::kDirectMessagesInternalOnly:
      return paths.Add("settings.direct_messages");
    case Fact::kGroupsByCompanyAdmins:
    case Fact::kGroupsByDirectoryAdmins:
    case Fact::kGroupsByInternal:
      return paths.Add("settings.group_management");
    case Fact::kTargetsGiven:
      return paths.Add("targets");
    case Fact::kTargetsInDirectory:
      return AddTargetPath(fact, "in_project_directory", request, paths);
    case Fact::kTargetsInternal:
      return AddTargetPath(fact, "internal_employee", request, paths);
    case Fact::kTargetsItemReadable:
      return AddTargetPath(fact, "item_access.tool_permission_level", request,
                           paths);
    case Fact::kTargetsItemPrivateAccess:
      return AddTargetPath(fact, "item_access.private_access", request, paths);
    case Fact::kItemsGiven:
      return paths.Add("items");
    case Fact::kItemsInProject:
    case Fact::kItemsReadable:
    case Fact::kItemsPrivateAccess:
      return AddItemPaths(fact, request, paths);
    case Fact::kEditDeleteEnabled:
      return paths.Add("settings.edit_delete_enabled");
    case Fact::kActorIsAuthor:
      return paths.Add("message.author_id");
    case Fact::kWithinEditWindow:
      return paths.Add("message.sent_at");
    case Fact::kActorIsOwner:
      return paths.Add("owner_id");
    case Fact::kExportRangeGiven:
      return paths.Add("export_range");
    case Fact::kScopeConsistent:
    case Fact::kDirectSizeOk:
    case Fact::kGroupSizeOk:
      return;  // Never unknown.
  }
}

}  // namespace

void FillMissingFacts(const Rule& rule, const RequestView& request, Facts facts,
                      v1::CheckResponse& response) {
  Paths paths(response);
  for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
    if (Evaluate(rule.clauses[i], facts) != Truth::kUnknown) continue;
    for (Fact fact : rule.requirements[i]->facts) {
      if (facts.Get(fact) == Truth::kUnknown) AddPaths(fact, request, paths);
    }
  }
}

}  // namespace authz
