#include "tests/mutation/policy_mutants.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/aspects.h"

namespace authz {
namespace {

using policy_v1::Policy;
using Names = google::protobuf::RepeatedPtrField<std::string>;

// One rule for each action, with its groups replaced by their requirements.
Policy WithPlainRules(const Policy& policy) {
  Policy plain = policy;
  plain.clear_group();
  plain.clear_rule();
  // Groups use groups that are written above them.
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  const auto expand = [&](const Names& names) {
    std::vector<std::string> expanded;
    for (const std::string& name : names) {
      const auto group = absl::c_find_if(
          groups, [&](const auto& known) { return known.first == name; });
      if (group == groups.end()) {
        expanded.push_back(name);
      } else {
        absl::c_copy(group->second, std::back_inserter(expanded));
      }
    }
    return expanded;
  };
  for (const policy_v1::Group& group : policy.group()) {
    groups.emplace_back(group.name(), expand(group.require()));
  }
  for (const policy_v1::Rule& rule : policy.rule()) {
    for (const int action : rule.action()) {
      policy_v1::Rule& own = *plain.add_rule();
      own.add_action(static_cast<v1::Action>(action));
      for (std::string& name : expand(rule.require())) {
        own.add_require(std::move(name));
      }
    }
  }
  return plain;
}

class Maker {
 public:
  explicit Maker(const Policy& policy) : policy_(WithPlainRules(policy)) {}

  std::vector<PolicyMutant> Make() && {
    for (int i = 0; i < policy_.rule_size(); ++i) ChangeRule(i);
    for (int i = 0; i < policy_.requirement_size(); ++i) ChangeRequirement(i);
    ChangeDefaults();
    ChangeLimits();
    return std::move(mutants_);
  }

 private:
  // The mutant to be changed.
  Policy& Add(std::string change) {
    mutants_.push_back({std::move(change), policy_});
    return mutants_.back().policy;
  }

  void ChangeRule(int index) {
    const policy_v1::Rule& rule = policy_.rule(index);
    const std::string& action = v1::Action_Name(rule.action(0));
    for (int i = 0; i < rule.require_size(); ++i) {
      Names& fewer = *Add(absl::StrCat(action, ": drop ", rule.require(i)))
                          .mutable_rule(index)
                          ->mutable_require();
      fewer.erase(fewer.begin() + i);
      if (i == 0) continue;
      Add(absl::StrCat(action, ": swap ", rule.require(i - 1), " and ",
                       rule.require(i)))
          .mutable_rule(index)
          ->mutable_require()
          ->SwapElements(i - 1, i);
    }
  }

  void ChangeRequirement(int index) {
    const policy_v1::Requirement& requirement = policy_.requirement(index);
    const std::string& name = requirement.name();
    for (int i = 0; i < requirement.when_size(); ++i) {
      policy_v1::Requirement& without =
          *Add(absl::StrCat(name, ": drop ", requirement.when(i)))
               .mutable_requirement(index);
      without.mutable_when()->erase(without.when().begin() + i);
      policy_v1::Requirement& swapped =
          *Add(absl::StrCat(name, ": not ", requirement.when(i)))
               .mutable_requirement(index);
      swapped.mutable_when()->erase(swapped.when().begin() + i);
      swapped.add_any_of(requirement.when(i));
    }
    // A requirement of no fact is no requirement.
    for (int i = 0; i < requirement.any_of_size(); ++i) {
      if (requirement.any_of_size() == 1) continue;
      policy_v1::Requirement& without =
          *Add(absl::StrCat(name, ": drop ", requirement.any_of(i)))
               .mutable_requirement(index);
      without.mutable_any_of()->erase(without.any_of().begin() + i);
      policy_v1::Requirement& swapped =
          *Add(absl::StrCat(name, ": not ", requirement.any_of(i)))
               .mutable_requirement(index);
      swapped.mutable_any_of()->erase(swapped.any_of().begin() + i);
      swapped.add_when(requirement.any_of(i));
    }
    if (requirement.reason() == v1::REASON_UNSPECIFIED) return;
    Add(absl::StrCat(name, ": another reason"))
        .mutable_requirement(index)
        ->set_reason(requirement.reason() == v1::REASON_SCOPE_MISMATCH
                         ? v1::REASON_TOOL_DISABLED
                         : v1::REASON_SCOPE_MISMATCH);
  }

  // Every other value of every setting, and none.
  void ChangeDefaults() {
    const v1::Settings& defaults = policy_.default_settings();
    const auto& reflection = *v1::Settings::GetReflection();
    for (int i = 0; i < v1::Settings::descriptor()->field_count(); ++i) {
      const auto* field = v1::Settings::descriptor()->field(i);
      const std::string path = absl::StrCat("settings.", field->name());
      std::vector<v1::CheckRequest> values = ValuesOfField(path);
      values.emplace_back();
      for (const v1::CheckRequest& value : values) {
        v1::Settings changed = defaults;
        reflection.ClearField(&changed, field);
        changed.MergeFrom(value.settings());
        if (changed.SerializeAsString() == defaults.SerializeAsString()) {
          continue;
        }
        *Add(absl::StrCat("default settings: ",
                          value.settings().ShortDebugString(), " of ", path))
             .mutable_default_settings() = changed;
      }
    }
  }

  void ChangeLimits() {
    const auto add = [this](absl::string_view change) {
      return Add(absl::StrCat("limits: ", change)).mutable_limits();
    };
    const policy_v1::PolicyLimits& limits = policy_.limits();
    add("edit window up")->mutable_edit_window()->set_nanos(1);
    google::protobuf::Duration& window =
        *add("edit window down")->mutable_edit_window();
    window.set_seconds(window.seconds() - 1);
    window.set_nanos(999'999'999);
    add("clock skew up")->mutable_max_clock_skew()->set_nanos(1);
    google::protobuf::Duration& skew =
        *add("clock skew down")->mutable_max_clock_skew();
    skew.set_seconds(skew.seconds() - 1);
    skew.set_nanos(999'999'999);
    for (const int step : {-1, 1}) {
      add(absl::StrCat("direct message members ", step))
          ->set_max_direct_message_recipients(
              limits.max_direct_message_recipients() + step);
      add(absl::StrCat("group members ", step))
          ->set_max_group_members(limits.max_group_members() + step);
    }
  }

  const Policy policy_;
  std::vector<PolicyMutant> mutants_;
};

}  // namespace

std::vector<PolicyMutant> MakePolicyMutants(const Policy& policy) {
  return Maker(policy).Make();
}

}  // namespace authz
