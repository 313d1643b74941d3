// The facts about lists: true where they hold for all targets, or all items.
//
// Each of them is Kleene's "and" over the elements, so the one word per element
// computed here serves the fact, its missing path and the offending ids.

#ifndef AUTHZ_FACTS_LISTED_FACTS_H_
#define AUTHZ_FACTS_LISTED_FACTS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "authz/facts/access.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

inline constexpr std::uint64_t kTargetFacts =
    Bit(Fact::kTargetsInDirectory) | Bit(Fact::kTargetsInternal) |
    Bit(Fact::kTargetsItemReadable) | Bit(Fact::kTargetsItemPrivateAccess);

inline constexpr std::uint64_t kItemFacts = Bit(Fact::kItemsInProject) |
                                            Bit(Fact::kItemsReadable) |
                                            Bit(Fact::kItemsPrivateAccess);

// The facts of kTargetFacts for one target alone.
inline Facts FactsOfTarget(const v1::User& target) {
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

// The facts of kItemFacts for one item alone, in a request of that project.
inline Facts FactsOfItem(const v1::Item& item, absl::string_view project_id) {
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

#endif  // AUTHZ_FACTS_LISTED_FACTS_H_
