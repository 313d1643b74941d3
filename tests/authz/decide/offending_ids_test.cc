#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/decide/decide.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAreArray;

struct OffendingCase {
  std::string name;
  std::vector<absl::string_view> requirements;
  std::string request;
  v1::Reason reason;
  std::vector<std::string> ids;
};

const char* const kTargets = R"(
  targets { id: 'zoe' in_project_directory: false company_admin: false
            internal_employee: true }
  targets { id: 'ann' in_project_directory: true internal_employee: false
            item_access { tool_permission_level: PERMISSION_LEVEL_NONE
                          private_access: true } }
  targets { id: 'open' }
  targets { id: 'bob' in_project_directory: false company_admin: false
            internal_employee: false
            item_access { tool_permission_level: PERMISSION_LEVEL_STANDARD
                          private_access: false } }
  targets { id: 'cea' in_project_directory: false company_admin: true
            item_access { tool_permission_level: PERMISSION_LEVEL_ADMIN
                          private_access: false } }
)";

const char* const kItems = R"(
  project_id: 'p1'
  items { id: 'z' project_id: 'p2' private: true
          actor_access { tool_permission_level: PERMISSION_LEVEL_READ_ONLY
                         private_access: false } }
  items { id: 'a' project_id: 'p1' private: false
          actor_access { tool_permission_level: PERMISSION_LEVEL_NONE } }
  items { id: 'open' }
  items { id: 'b' project_id: 'p3' private: true
          actor_access { tool_permission_level: PERMISSION_LEVEL_NONE
                         private_access: false } }
)";

TEST(OffendingIdsTest, AreThoseThatFailTheRequirementInRequestOrder) {
  constexpr v1::Reason kFirst = v1::REASON_SCOPE_MISMATCH;
  constexpr v1::Reason kSecond = v1::REASON_TOOL_DISABLED;
  const OffendingCase cases[] = {
      {"directory", {"targets_in_directory"}, kTargets, kFirst, {"zoe", "bob"}},
      {"employees", {"targets_internal"}, kTargets, kFirst, {"ann", "bob"}},
      {"item readable", {"targets_item_readable"}, kTargets, kFirst, {"ann"}},
      {"item private access",
       {"targets_item_private_access"},
       kTargets,
       kFirst,
       {"bob"}},
      {"under a condition",
       {"conversation_item -> targets_internal"},
       std::string(kTargets) + "conversation { type: CONVERSATION_TYPE_ITEM }",
       kFirst,
       {"ann", "bob"}},
      {"one id twice",
       {"targets_internal"},
       "targets { id: 'bob' internal_employee: false } "
       "targets { id: 'bob' internal_employee: false }",
       kFirst,
       {"bob", "bob"}},
      {"project", {"items_in_project"}, kItems, kFirst, {"z", "b"}},
      {"items readable", {"items_readable"}, kItems, kFirst, {"a", "b"}},
      {"items private", {"items_private_access"}, kItems, kFirst, {"z", "b"}},

      {"about the actor",
       {"actor_internal"},
       std::string(kTargets) + kItems + "actor { internal_employee: false }",
       kFirst,
       {}},
      {"the actor first, then targets",
       {"actor_internal", "targets_internal"},
       std::string(kTargets) + "actor { internal_employee: false }",
       kFirst,
       {}},
      {"the first of two about targets",
       {"targets_internal", "targets_in_directory"},
       kTargets,
       kFirst,
       {"ann", "bob"}},
      {"targets satisfied, then items",
       {"targets_internal", "items_readable"},
       std::string(kItems) + "targets { id: 'x' internal_employee: true }",
       kSecond,
       {"a", "b"}},
      {"too many of them",
       {"direct_size_ok"},
       std::string(kTargets) + "conversation { member_count: 102 }",
       kFirst,
       {}},
      {"allowed",
       {"actor_internal"},
       std::string(kTargets) + "actor { internal_employee: true }",
       v1::REASON_ALLOWED,
       {}},
      {"left open",
       {"targets_internal"},
       "targets { id: 'open' } targets { id: 'x' internal_employee: true }",
       v1::REASON_MISSING_FACTS,
       {}},
  };
  for (const OffendingCase& c : cases) {
    SCOPED_TRACE(c.name);
    const v1::CheckResponse response =
        Decide(MustCompile(PolicyTextOf(c.requirements)), c.request);
    EXPECT_EQ(response.reason(), c.reason);
    EXPECT_THAT(response.offending_ids(), ElementsAreArray(c.ids));
  }
}

}  // namespace
}  // namespace authz
