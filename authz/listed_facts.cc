#include "authz/listed_facts.h"

#include "authz/access.h"
#include "authz/truth.h"

namespace authz {

Facts FactsOfTarget(const v1::User& target) {
  Facts facts;
  facts.Set(Fact::kTargetsInDirectory,
            Or(ToTruth(target.has_in_project_directory(),
                       target.in_project_directory()),
               ToTruth(target.has_company_admin(), target.company_admin())));
  facts.Set(Fact::kTargetsInternal, ToTruth(target.has_internal_employee(),
                                            target.internal_employee()));
  facts.Set(Fact::kTargetsItemReadable, CanRead(target.item_access()));
  facts.Set(Fact::kTargetsItemPrivateAccess,
            HasPrivateAccess(target.item_access()));
  return facts;
}

Facts FactsOfItem(const v1::Item& item, absl::string_view project_id) {
  Facts facts;
  facts.Set(Fact::kItemsInProject,
            ToTruth(!item.project_id().empty() && !project_id.empty(),
                    item.project_id() == project_id));
  facts.Set(Fact::kItemsReadable, CanRead(item.actor_access()));
  facts.Set(Fact::kItemsPrivateAccess,
            Or(Not(ToTruth(item.has_private_(), item.private_())),
               HasPrivateAccess(item.actor_access())));
  return facts;
}

}  // namespace authz
