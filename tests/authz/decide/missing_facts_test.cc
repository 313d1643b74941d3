#include <string>
#include <vector>

#include "authz/decide/response_parts.h"
#include "authz/facts/extract.h"
#include "authz/facts/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/facts/fact_cases.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAreArray;

v1::CheckRequest RequestOf(const std::string& text) {
  auto request = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL "
      "at { seconds: 1000 }");
  MergeText(text, request);
  return request;
}

std::vector<std::string> MissingFacts(const CompiledPolicy& policy,
                                      const v1::CheckRequest& request) {
  const RequestView view = ViewOf(request);
  const Facts facts =
      ExtractFacts(policy.parameters, view, ToTime(request.at()));
  v1::CheckResponse response;
  FillMissingFacts(policy.RuleFor(request.action()), view, facts, response);
  return {response.missing_facts().begin(), response.missing_facts().end()};
}

class MissingPathTest : public ::testing::TestWithParam<FactCase> {};

// A requirement that names the fact alone: it has missing paths exactly where
// the fact is unknown.
TEST_P(MissingPathTest, IsThatOfTheFact) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf({FactName(GetParam().fact)}));
  EXPECT_THAT(MissingFacts(policy, RequestOf(GetParam().request)),
              ElementsAreArray(GetParam().missing));
}

INSTANTIATE_TEST_SUITE_P(Facts, MissingPathTest,
                         ::testing::ValuesIn(AllFactCases()),
                         [](const auto& test) { return FullName(test.param); });

struct OrderCase {
  std::string name;
  std::vector<absl::string_view> requirements;
  std::string request;
  std::vector<std::string> missing;
};

TEST(MissingFactsTest, AreInRuleOrderWithoutRepeats) {
  const OrderCase cases[] = {
      {"requirements in rule order",
       {"actor_is_owner", "actor_internal", "tool_enabled"},
       "",
       {"owner_id", "actor.internal_employee", "settings.access"}},
      {"any_of in the order written",
       {"actor_in_directory | actor_company_admin"},
       "",
       {"actor.in_project_directory", "actor.company_admin"}},
      {"any_of in the other order",
       {"actor_company_admin | actor_in_directory"},
       "",
       {"actor.company_admin", "actor.in_project_directory"}},
      {"when before any_of",
       {"item_private & conversation_item -> actor_internal"},
       "",
       {"conversation.item.private", "conversation.type",
        "actor.internal_employee"}},
      {"known facts of an open requirement are left out",
       {"item_private & conversation_item -> actor_internal"},
       "conversation { item { private: true } } "
       "actor { internal_employee: false }",
       {"conversation.type"}},
      {"satisfied requirements are left out",
       {"actor_internal | actor_is_owner", "actor_company_admin"},
       "actor { internal_employee: true }",
       {"actor.company_admin"}},
      {"requirements that do not apply are left out",
       {"conversation_direct -> actor_is_member", "actor_company_admin"},
       "conversation { type: CONVERSATION_TYPE_GROUP }",
       {"actor.company_admin"}},
      {"repeated fact",
       {"actor_internal", "actor_company_admin",
        "actor_is_owner | "
        "actor_internal"},
       "",
       {"actor.internal_employee", "actor.company_admin", "owner_id"}},
      {"facts of one path",
       {"tool_enabled", "access_internal_only -> actor_internal",
        "conversation_direct -> conversation_group"},
       "",
       {"settings.access", "actor.internal_employee", "conversation.type"}},
      {"first open target of each fact",
       {"targets_in_directory", "targets_internal"},
       "targets { in_project_directory: true } "
       "targets { internal_employee: true } targets {}",
       {"targets[1].in_project_directory", "targets[0].internal_employee"}},
      {"an item's path after the request's",
       {"items_in_project", "items_readable"},
       "items { id: 'i1' }",
       {"items[0].project_id", "project_id",
        "items[0].actor_access.tool_permission_level"}},
  };
  for (const OrderCase& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(MissingFacts(MustCompile(PolicyTextOf(c.requirements)),
                             RequestOf(c.request)),
                ElementsAreArray(c.missing));
  }
}

}  // namespace
}  // namespace authz
