#include "tests/naive/changed_policy.h"

#include <algorithm>

#include "authz/policies/embedded_policy.h"
#include "authz/text/enum_names.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz::naive {

policy_v1::Policy PolicyToChange() {
  policy_v1::Policy policy;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      std::string(EmbeddedPolicyText()), &policy));
  policy.clear_group();
  policy.clear_rule();
  for (const v1::Action action : Actions()) {
    policy_v1::Rule& rule = *policy.add_rule();
    rule.add_action(action);
    for (const auto* requirement :
         EmbeddedPolicy().RuleFor(action).requirements) {
      rule.add_require(requirement->name);
    }
  }
  return policy;
}

policy_v1::Rule& RuleIn(policy_v1::Policy& policy, v1::Action action) {
  const auto found =
      std::find_if(policy.mutable_rule()->begin(), policy.mutable_rule()->end(),
                   [action](const policy_v1::Rule& rule) {
                     return rule.action(0) == action;
                   });
  if (found != policy.mutable_rule()->end()) return *found;
  ADD_FAILURE() << "there is no rule for " << ShortName(action);
  return *policy.add_rule();
}

policy_v1::Requirement& RequirementIn(policy_v1::Policy& policy,
                                      const std::string& name) {
  const auto found =
      std::find_if(policy.mutable_requirement()->begin(),
                   policy.mutable_requirement()->end(),
                   [&name](const policy_v1::Requirement& requirement) {
                     return requirement.name() == name;
                   });
  if (found != policy.mutable_requirement()->end()) return *found;
  ADD_FAILURE() << "there is no requirement " << name;
  return *policy.add_requirement();
}

void Drop(const std::string& requirement, v1::Action action,
          policy_v1::Policy& policy) {
  auto& names = *RuleIn(policy, action).mutable_require();
  const auto found = std::find(names.begin(), names.end(), requirement);
  ASSERT_NE(found, names.end()) << requirement;
  names.erase(found);
}

CompiledPolicy Compiled(const policy_v1::Policy& policy) {
  return MustCompile(TextOf(policy));
}

}  // namespace authz::naive
