// Which facts depend on which fields of a check.

#ifndef AUTHZ_FACTS_FACT_PARTS_H_
#define AUTHZ_FACTS_FACT_PARTS_H_

#include <array>
#include <cstdint>

#include "authz/facts/fact.h"
#include "authz/facts/listed_facts.h"
#include "authz/facts/request_view.h"

namespace authz {

// Facts that are computed together, and the fields that they depend on. Each
// fact is in one part.
struct Part {
  FieldSet reads;
  std::uint64_t facts;
};

inline constexpr Part kSettingsPart = {
    Field::kSettings,
    Bit(Fact::kToolEnabled) | Bit(Fact::kAccessInternalOnly) |
        Bit(Fact::kProjectEnabled) | Bit(Fact::kDirectMessagesEnabled) |
        Bit(Fact::kDirectMessagesInternalOnly) |
        Bit(Fact::kGroupsByCompanyAdmins) |
        Bit(Fact::kGroupsByDirectoryAdmins) | Bit(Fact::kGroupsByInternal) |
        Bit(Fact::kEditDeleteEnabled)};
inline constexpr Part kScopePart = {
    Field::kProjectId | Field::kConversation | Field::kMessage,
    Bit(Fact::kScopeConsistent)};
inline constexpr Part kActorPart = {
    Field::kActor, Bit(Fact::kActorCompanyAdmin) |
                       Bit(Fact::kActorInDirectory) |
                       Bit(Fact::kActorInternal) | Bit(Fact::kActorCanRead) |
                       Bit(Fact::kActorIsAdmin)};
inline constexpr Part kConversationPart = {
    Field::kAction | Field::kConversation,
    Bit(Fact::kConversationDirect) | Bit(Fact::kConversationGroup) |
        Bit(Fact::kConversationItem) | Bit(Fact::kActorIsMember) |
        Bit(Fact::kItemReadable) | Bit(Fact::kItemPrivate) |
        Bit(Fact::kItemPrivateAccess)};
inline constexpr Part kTargetsPart = {Field::kTargets,
                                      kTargetFacts | Bit(Fact::kTargetsGiven)};
inline constexpr Part kItemsPart = {Field::kItems | Field::kProjectId,
                                    kItemFacts | Bit(Fact::kItemsGiven)};
inline constexpr Part kSizePart = {
    Field::kConversation | Field::kTargets,
    Bit(Fact::kDirectSizeOk) | Bit(Fact::kGroupSizeOk)};
inline constexpr Part kAuthorPart = {Field::kMessage | Field::kActor,
                                     Bit(Fact::kActorIsAuthor)};
inline constexpr Part kWindowPart = {Field::kMessage | Field::kAt,
                                     Bit(Fact::kWithinEditWindow)};
inline constexpr Part kOwnerPart = {Field::kOwnerId | Field::kActor,
                                    Bit(Fact::kActorIsOwner)};
inline constexpr Part kRangePart = {Field::kExportRange,
                                    Bit(Fact::kExportRangeGiven)};

// Every part.
inline constexpr std::array kParts = {
    kSettingsPart, kScopePart, kActorPart, kConversationPart,
    kTargetsPart,  kItemsPart, kSizePart,  kAuthorPart,
    kWindowPart,   kOwnerPart, kRangePart};

constexpr bool Reads(Part part, FieldSet fields) {
  return part.reads.Overlaps(fields);
}

// The facts that depend on any of these fields, as bits.
constexpr std::uint64_t FactsThatRead(FieldSet fields) {
  std::uint64_t facts = 0;
  for (const Part& part : kParts) {
    if (Reads(part, fields)) facts |= part.facts;
  }
  return facts;
}

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_PARTS_H_
