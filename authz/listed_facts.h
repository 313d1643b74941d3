// The facts about lists: true where they hold for all targets, or all items.
//
// Each of them is Kleene's "and" over the elements, so the one word per element
// computed here serves the fact, its missing path and the offending ids.

#ifndef AUTHZ_LISTED_FACTS_H_
#define AUTHZ_LISTED_FACTS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "authz/fact.h"
#include "authz/facts.h"
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
Facts FactsOfTarget(const v1::User& target);

// The facts of kItemFacts for one item alone, in a request of that project.
Facts FactsOfItem(const v1::Item& item, absl::string_view project_id);

}  // namespace authz

#endif  // AUTHZ_LISTED_FACTS_H_
