#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/facts/extract.h"
#include "authz/policy/compile_parts.h"
#include "authz/text/suggestion.h"

namespace authz {
namespace {

using Requirements = std::vector<const Requirement*>;

bool ReadsTime(const Clause& clause) {
  return ((clause.when | clause.any_of) & FactsThatRead(Field::kAt)) != 0;
}

class RuleCompiler {
 public:
  RuleCompiler(const PolicyFile& file, std::vector<Issue>& issues)
      : file_(file), issues_(issues) {}

  std::array<Rule, kActionCount> Compile(
      const std::vector<Requirement>& requirements) {
    for (int i = 0; i < file_.message.requirement_size(); ++i) {
      Define(requirements[i].name, {&requirements[i]}, "requirement",
             file_.source.At("requirement", i));
    }
    for (int i = 0; i < file_.message.group_size(); ++i) {
      const policy_v1::Group& group = file_.message.group(i);
      const SourceNode& source = file_.source.At("group", i);
      const std::string who = absl::StrCat("group `", group.name(), "`");
      Define(group.name(), Expand(who, group.require(), source), "group",
             source);
    }
    for (int i = 0; i < file_.message.rule_size(); ++i) {
      CompileRule(file_.message.rule(i), file_.source.At("rule", i));
    }
    RequireEveryAction();
    return std::move(rules_);
  }

 private:
  // Gives requirements a name that groups and rules below may use.
  void Define(const std::string& name, const Requirements& requirements,
              absl::string_view kind, const SourceNode& source) {
    if (name.empty()) {
      Report(source, absl::StrCat("a ", kind, " has no name"));
    } else if (!defined_.try_emplace(name, requirements).second) {
      Report(source.At("name"),
             absl::StrCat(kind, " `", name,
                          "` has a name that is taken, rename one of the two"));
    }
  }

  // The requirements that a list of names stands for, in order.
  template <typename Names>
  Requirements Expand(const std::string& who, const Names& names,
                      const SourceNode& source) {
    Requirements all;
    if (names.empty()) {
      Report(source, absl::StrCat(who,
                                  " requires nothing, list at least one "
                                  "requirement in `require`"));
    }
    for (int i = 0; i < names.size(); ++i) {
      const SourceNode& node = source.At("require", i);
      const auto found = defined_.find(names[i]);
      if (found == defined_.end()) {
        Report(node, absl::StrCat(who, " requires `", names[i],
                                  "`, which is not defined above",
                                  Suggestion(names[i], DefinedNames())));
        continue;
      }
      for (const Requirement* requirement : found->second) {
        if (std::find(all.begin(), all.end(), requirement) != all.end()) {
          Report(node, absl::StrCat(who, " requires `", requirement->name,
                                    "` twice, take one out"));
        } else {
          all.push_back(requirement);
        }
      }
    }
    return all;
  }

  void CompileRule(const policy_v1::Rule& from, const SourceNode& source) {
    const std::string who = absl::StrCat(
        "the rule for `",
        from.action_size() > 0 ? v1::Action_Name(from.action(0)) : "", "`");
    Rule rule;
    rule.line = source.line;
    rule.column = source.column;
    rule.requirements = Expand(who, from.require(), source);
    for (const Requirement* requirement : rule.requirements) {
      rule.clauses.push_back(requirement->clause);
      rule.reads_time |= ReadsTime(requirement->clause);
    }
    if (from.action().empty()) {
      Report(source, "a rule has no action, write `action: ACTION_...`");
    }
    for (int i = 0; i < from.action_size(); ++i) {
      // A name that the enum does not have reads as 0.
      if (!HasIssue(source, "action", issues_, i)) {
        AddRule(from.action(i), rule, source.At("action", i));
      }
    }
  }

  void AddRule(v1::Action action, const Rule& rule, const SourceNode& node) {
    if (action == v1::ACTION_UNSPECIFIED) {
      Report(node, "a rule is for `ACTION_UNSPECIFIED`, which is no action");
    } else if (has_rule_[action]) {
      Report(node, absl::StrCat("action `", v1::Action_Name(action),
                                "` has a rule already, keep one of the two"));
    } else {
      has_rule_[action] = true;
      rules_[action] = rule;
    }
  }

  // An action without a rule would have no requirement to fail.
  void RequireEveryAction() {
    for (int action = 1; action < static_cast<int>(kActionCount); ++action) {
      if (has_rule_[action]) continue;
      Report(file_.source,
             absl::StrCat("action `",
                          v1::Action_Name(static_cast<v1::Action>(action)),
                          "` has no rule, every action needs one"));
    }
  }

  std::vector<absl::string_view> DefinedNames() const {
    std::vector<absl::string_view> names;
    for (const auto& [name, unused] : defined_) names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
  }

  void Report(const SourceNode& node, std::string message) {
    authz::Report(node, std::move(message), issues_);
  }

  const PolicyFile& file_;
  std::vector<Issue>& issues_;
  absl::flat_hash_map<std::string, Requirements> defined_;
  std::array<Rule, kActionCount> rules_;
  std::array<bool, kActionCount> has_rule_ = {};
};

}  // namespace

std::array<Rule, kActionCount> CompileRules(
    const PolicyFile& file, const std::vector<Requirement>& requirements,
    std::vector<Issue>& issues) {
  return RuleCompiler(file, issues).Compile(requirements);
}

}  // namespace authz
