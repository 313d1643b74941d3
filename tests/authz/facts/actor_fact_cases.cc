// The facts about who acts, and where.

#include "tests/authz/facts/fact_cases.h"

namespace authz {

std::vector<FactCase> ActorFactCases() {
  constexpr Truth kF = Truth::kFalse;
  constexpr Truth kU = Truth::kUnknown;
  constexpr Truth kT = Truth::kTrue;

  const std::string none = "actor { permission_level: PERMISSION_LEVEL_NONE }";
  const std::string read_only =
      "actor { permission_level: PERMISSION_LEVEL_READ_ONLY }";
  const std::string standard =
      "actor { permission_level: PERMISSION_LEVEL_STANDARD }";
  const std::string admin =
      "actor { permission_level: PERMISSION_LEVEL_ADMIN }";
  const std::string company_admin = "actor { company_admin: true }";
  const std::string level_missing = "actor.permission_level";

  return {
      {"Yes", Fact::kActorCompanyAdmin, kT, company_admin},
      {"No", Fact::kActorCompanyAdmin, kF, "actor { company_admin: false }"},
      {"Absent", Fact::kActorCompanyAdmin, kU, admin, {"actor.company_admin"}},

      {"Yes", Fact::kActorInDirectory, kT,
       "actor { in_project_directory: true }"},
      {"No", Fact::kActorInDirectory, kF,
       "actor { in_project_directory: false }"},
      {"NoAsACompanyAdmin", Fact::kActorInDirectory, kF,
       "actor { in_project_directory: false company_admin: true }"},
      {"AbsentForACompanyAdmin",
       Fact::kActorInDirectory,
       kU,
       company_admin,
       {"actor.in_project_directory"}},

      {"Yes", Fact::kActorInternal, kT, "actor { internal_employee: true }"},
      {"No", Fact::kActorInternal, kF, "actor { internal_employee: false }"},
      {"Absent", Fact::kActorInternal, kU, "", {"actor.internal_employee"}},

      {"None", Fact::kActorCanRead, kF, none},
      {"ReadOnly", Fact::kActorCanRead, kT, read_only},
      {"Standard", Fact::kActorCanRead, kT, standard},
      {"Admin", Fact::kActorCanRead, kT, admin},
      {"Unspecified", Fact::kActorCanRead, kU, "", {level_missing}},
      {"UnspecifiedForACompanyAdmin",
       Fact::kActorCanRead,
       kU,
       company_admin,
       {level_missing}},

      {"None", Fact::kActorIsAdmin, kF, none},
      {"ReadOnly", Fact::kActorIsAdmin, kF, read_only},
      {"Standard", Fact::kActorIsAdmin, kF, standard},
      {"StandardCompanyAdmin", Fact::kActorIsAdmin, kF,
       "actor { permission_level: PERMISSION_LEVEL_STANDARD "
       "company_admin: true }"},
      {"Admin", Fact::kActorIsAdmin, kT, admin},
      {"Unspecified", Fact::kActorIsAdmin, kU, "", {level_missing}},
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
