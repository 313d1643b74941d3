// The facts about the message, the view, sizes and what is given.

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "tests/authz/facts/fact_cases.h"

namespace authz {
namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kU = Truth::kUnknown;
constexpr Truth kT = Truth::kTrue;

struct Instant {
  std::int64_t seconds;
  std::int32_t nanos = 0;
};

// A request that is evaluated at `at` and is about a message sent at `sent_at`.
std::string Sent(Instant sent_at, Instant at) {
  return absl::StrCat("message { sent_at { seconds: ", sent_at.seconds,
                      " nanos: ", sent_at.nanos,
                      " } } at { seconds: ", at.seconds, " nanos: ", at.nanos,
                      " }");
}

std::string Members(std::uint32_t count) {
  return absl::StrCat("conversation { member_count: ", count, " } ");
}

// As many different users.
std::string Targets(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, "targets { id: 't", i, "' } ");
  }
  return text;
}

constexpr char kActor[] = "targets { id: 'ana' } ";
constexpr char kAgain[] = "targets { id: 't7' } targets { id: 't7' } ";
constexpr char kCreate[] = "action: ACTION_CREATE_GROUP ";
constexpr char kManage[] = "action: ACTION_MANAGE_GROUP ";

}  // namespace

std::vector<FactCase> MessageFactCases() {
  constexpr Fact kAuthor = Fact::kActorIsAuthor;
  constexpr Fact kOwner = Fact::kActorIsOwner;
  constexpr Fact kWindow = Fact::kWithinEditWindow;
  constexpr Instant kFirst = {-62'135'596'800};
  constexpr Instant kLast = {253'402'300'799, 999'999'999};
  return {
      {"Self", kAuthor, kT, "message { author_id: 'ana' }"},
      {"Other", kAuthor, kF, "message { author_id: 'bob' }"},
      {"OtherInCase", kAuthor, kF, "message { author_id: 'Ana' }"},
      {"Empty", kAuthor, kU, "message { id: 'm1' }", {"message.author_id"}},
      {"NoMessage", kAuthor, kU, "", {"message.author_id"}},

      {"Self", kOwner, kT, "owner_id: 'ana'"},
      {"Other", kOwner, kF, "owner_id: 'anab'"},
      {"Empty", kOwner, kU, "owner_id: ''", {"owner_id"}},

      {"JustSent", kWindow, kT, Sent({1000}, {1000})},
      {"LongBefore", kWindow, kT, Sent({1000}, {1299, 999'999'999})},
      {"LastInstant", kWindow, kT, Sent({1000}, {1300})},
      {"TooLate", kWindow, kF, Sent({1000}, {1300, 1})},
      {"LastInstantOfAFraction", kWindow, kT,
       Sent({1000, 500'000'000}, {1300, 500'000'000})},
      {"TooLateByAFraction", kWindow, kF,
       Sent({1000, 499'999'999}, {1300, 500'000'000})},
      {"ClockAhead", kWindow, kT, Sent({1001}, {1000})},
      {"BeforeTheEpoch", kWindow, kT, Sent({-301, 1}, {-1, 1})},
      {"BeforeTheEpochTooLate", kWindow, kF, Sent({-301, 1}, {-1, 2})},
      {"WholeRange", kWindow, kF, Sent(kFirst, kLast)},
      {"AtTheEndOfTheRange", kWindow, kT, Sent(kLast, kLast)},
      {"NotSaid", kWindow, kU, "message { id: 'm1' }", {"message.sent_at"}},
      {"NoMessage", kWindow, kU, "", {"message.sent_at"}},
  };
}

std::vector<FactCase> SizeFactCases() {
  constexpr Fact kDirect = Fact::kDirectSizeOk;
  constexpr Fact kGroup = Fact::kGroupSizeOk;
  constexpr std::uint32_t kMax = 0xffff'ffff;
  return {
      {"NothingSaid", kDirect, kT, ""},
      // The actor is one of the members, and no recipient.
      {"OneMember", kDirect, kT, Members(1)},
      {"MembersAtTheLimit", kDirect, kT, Members(101)},
      {"MembersAboveTheLimit", kDirect, kF, Members(102)},
      {"MaxMembers", kDirect, kF, Members(kMax)},
      {"TargetsAtTheLimit", kDirect, kT, Targets(100)},
      {"TargetsAboveTheLimit", kDirect, kF, Targets(101)},
      {"TheActorIsNoRecipient", kDirect, kT, Targets(100) + kActor},
      {"TheActorTwice", kDirect, kT, Targets(100) + kActor + kActor},
      {"SomebodyAgain", kDirect, kT, Targets(100) + kAgain},
      {"SomebodyAgainAboveTheLimit", kDirect, kF, Targets(101) + kAgain},
      {"TheActorAboveTheLimit", kDirect, kF, Targets(101) + kActor},
      {"FewMembersManyTargets", kDirect, kF, Members(2) + Targets(101)},
      {"ManyMembersFewTargets", kDirect, kF, Members(102) + Targets(1)},
      {"NotTheirSum", kDirect, kT, Members(101) + Targets(100)},

      {"NothingSaid", kGroup, kT, ""},
      {"MembersAtTheLimit", kGroup, kT, Members(2000)},
      {"MembersAboveTheLimit", kGroup, kF, Members(2001)},
      {"MembersOfANewGroup", kGroup, kT, kCreate + Members(2000)},
      {"MaxMembers", kGroup, kF, Members(kMax)},
      {"TargetsAtTheLimit", kGroup, kT, Targets(2000)},
      {"TargetsAboveTheLimit", kGroup, kF, Targets(2001)},
      {"SomebodyAgain", kGroup, kT, Targets(2000) + kAgain},
      {"TheActorIsOneMore", kGroup, kF, kManage + Targets(2000) + kActor},
      {"TheActorIsTheLast", kGroup, kT, kManage + Targets(1999) + kActor},
      {"TheCreatorIsAdded", kGroup, kF, kCreate + Targets(2000)},
      {"TheCreatorIsTheLast", kGroup, kT, kCreate + Targets(1999)},
      {"TheCreatorCountsOnce", kGroup, kT, kCreate + Targets(1999) + kActor},
      {"FewMembersManyTargets", kGroup, kF, Members(2) + Targets(2001)},
      {"ManyMembersFewTargets", kGroup, kF, Members(2001) + Targets(1)},
      {"NotTheirSum", kGroup, kT, Members(2000) + Targets(2000)},
  };
}

std::vector<FactCase> GivenFactCases() {
  constexpr Fact kRange = Fact::kExportRangeGiven;
  return {
      {"One", Fact::kTargetsGiven, kT, "targets { id: 'bob' }"},
      {"None", Fact::kTargetsGiven, kU, "items {}", {"targets"}},

      {"One", Fact::kItemsGiven, kT, "items { id: 'i1' }"},
      {"None", Fact::kItemsGiven, kU, "targets {}", {"items"}},

      {"BothEnds", kRange, kT,
       "export_range { start_time { seconds: 1 } end_time { seconds: 2 } }"},
      {"StartOnly",
       kRange,
       kU,
       "export_range { start_time { seconds: 1 } }",
       {"export_range"}},
      {"EndOnly",
       kRange,
       kU,
       "export_range { end_time { seconds: 1 } }",
       {"export_range"}},
      {"NoEnds", kRange, kU, "export_range {}", {"export_range"}},
      {"NoRange", kRange, kU, "", {"export_range"}},
  };
}

std::vector<FactCase> ScopeFactCases() {
  constexpr Fact kFact = Fact::kScopeConsistent;
  constexpr Truth kF = Truth::kFalse;
  constexpr Truth kT = Truth::kTrue;
  return {
      {"NoIds", kFact, kT, ""},
      {"ProjectOnly", kFact, kT, "project_id: 'p1'"},
      {"ConversationsProjectOnly", kFact, kT,
       "conversation { project_id: 'p1' }"},
      {"ProjectsAgree", kFact, kT,
       "project_id: 'p1' "
       "conversation { project_id: 'p1' item { project_id: 'p1' } }"},
      {"RequestAndConversationDiffer", kFact, kF,
       "project_id: 'p1' conversation { project_id: 'p2' }"},
      {"RequestAndItemDiffer", kFact, kF,
       "project_id: 'p1' conversation { item { project_id: 'p2' } }"},
      {"ConversationAndItemDiffer", kFact, kF,
       "conversation { project_id: 'p1' item { project_id: 'p2' } }"},
      {"LastOfThreeDiffers", kFact, kF,
       "project_id: 'p1' "
       "conversation { project_id: 'p1' item { project_id: 'p2' } }"},
      {"OneIsEmpty", kFact, kT,
       "project_id: 'p1' "
       "conversation { project_id: '' item { project_id: 'p1' } }"},
      {"DifferInCase", kFact, kF,
       "project_id: 'p1' conversation { project_id: 'P1' }"},
      {"OneStartsWithTheOther", kFact, kF,
       "project_id: 'p1' conversation { project_id: 'p10' }"},
      {"AttachedItemsDoNotCount", kFact, kT,
       "project_id: 'p1' items { project_id: 'p2' }"},
      {"ConversationIdsAgree", kFact, kT,
       "message { conversation_id: 'c1' } conversation { id: 'c1' }"},
      {"ConversationIdsDiffer", kFact, kF,
       "message { conversation_id: 'c1' } conversation { id: 'c2' }"},
      {"MessagesConversationOnly", kFact, kT,
       "message { conversation_id: 'c1' } conversation { id: '' }"},
      {"ConversationIdOnly", kFact, kT,
       "message { id: 'm1' } conversation { id: 'c1' }"},
      {"ProjectAndConversationIdsAreNotCompared", kFact, kT,
       "project_id: 'p1' conversation { id: 'c1' }"},
      {"ProjectsAgreeButConversationIdsDiffer", kFact, kF,
       "project_id: 'p1' message { conversation_id: 'c1' } "
       "conversation { id: 'c2' project_id: 'p1' }"},
  };
}

}  // namespace authz
