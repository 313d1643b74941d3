// The facts: named booleans about one request that policies are written in.
//
// Each has one row in fact_table.h, from which everything else follows.

#ifndef AUTHZ_FACTS_FACT_H_
#define AUTHZ_FACTS_FACT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace authz {

enum class Fact : std::uint8_t {
  kToolEnabled,
  kAccessInternalOnly,
  kProjectEnabled,
  kScopeConsistent,
  kActorCompanyAdmin,
  kActorInDirectory,
  kActorInternal,
  kActorCanRead,
  kActorIsAdmin,
  kConversationDirect,
  kConversationGroup,
  kConversationItem,
  kActorIsMember,
  kItemReadable,
  kItemPrivate,
  kItemPrivateAccess,
  kDirectMessagesEnabled,
  kDirectMessagesInternalOnly,
  kGroupsByCompanyAdmins,
  kGroupsByDirectoryAdmins,
  kGroupsByInternal,
  kTargetsGiven,
  kTargetsInDirectory,
  kTargetsInternal,
  kTargetsItemReadable,
  kTargetsItemPrivateAccess,
  kItemsGiven,
  kItemsInProject,
  kItemsReadable,
  kItemsPrivateAccess,
  kEditDeleteEnabled,
  kActorIsAuthor,
  kNotFromFuture,
  kWithinEditWindow,
  kActorIsOwner,
  kItemConversationsEnabled,
  kDirectSizeOk,
  kGroupSizeOk,
  // The last one.
  kExportRangeGiven,
};

inline constexpr std::size_t kFactCount =
    static_cast<std::size_t>(Fact::kExportRangeGiven) + 1;
static_assert(kFactCount <= 64, "facts are the bits of a word");

// Every fact, in the order of the enum.
const std::array<Fact, kFactCount>& AllFacts();

// The name that policies call the fact by, such as "actor_is_member".
absl::string_view FactName(Fact fact);

// The fact of that name, if there is one.
std::optional<Fact> FactByName(absl::string_view name);

// Whether the fact is true or unknown but never false, because it says only
// that something was given. A requirement that accepts such a fact cannot fail.
bool IsNeverFalse(Fact fact);

// The fact's bit in a word of facts.
constexpr std::uint64_t Bit(Fact fact) {
  return std::uint64_t{1} << static_cast<unsigned>(fact);
}

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_H_
