#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/lint.h"
#include "authz/analysis/superfluous.h"
#include "authz/policy/clause_names.h"

namespace authz {
namespace {

namespace v1 = ::conversations::authz::v1;

// A requirement in a group or a rule.
struct Listed {
  absl::string_view name;
  ListedClause clause;
  // Where the group or the rule lists it, or the group that it comes by.
  const SourceNode* place = nullptr;
  // "" where it is listed by its own name.
  absl::string_view group = "";
};

using List = std::vector<Listed>;

std::string Quoted(absl::string_view name) {
  return absl::StrCat("`", name, "`");
}

template <typename Names>
std::string QuotedAll(const Names& names, absl::string_view separator) {
  return absl::StrJoin(names, separator,
                       [](std::string* out, const auto& name) {
                         absl::StrAppend(out, "`", name, "`");
                       });
}

std::vector<std::string> ActionNames(const policy_v1::Rule& rule) {
  std::vector<std::string> names;
  for (const int action : rule.action()) {
    if (action == v1::ACTION_UNSPECIFIED) continue;
    names.push_back(v1::Action_Name(static_cast<v1::Action>(action)));
  }
  return names;
}

class Linter {
 public:
  Linter(const PolicyFile& file, std::vector<Issue>& issues)
      : file_(file), issues_(issues) {}

  void Lint() {
    const policy_v1::Policy& policy = file_.message;
    for (int i = 0; i < policy.requirement_size(); ++i) {
      Define(policy.requirement(i), file_.source.At("requirement", i));
    }
    for (int i = 0; i < policy.group_size(); ++i) {
      const policy_v1::Group& group = policy.group(i);
      // Without what is superfluous, so that the rules need not tell it again.
      defined_.try_emplace(
          group.name(),
          WithoutSuperfluous(
              absl::StrCat("group ", Quoted(group.name())),
              Expand(group.require(), file_.source.At("group", i))));
    }
    for (int i = 0; i < policy.rule_size(); ++i) {
      const policy_v1::Rule& rule = policy.rule(i);
      const std::vector<std::string> actions = ActionNames(rule);
      WithoutSuperfluous(rule.action().empty()
                             ? "a rule"
                             : absl::StrCat("the rule for ",
                                            QuotedAll(ActionNames(rule), ", ")),
                         Expand(rule.require(), file_.source.At("rule", i)));
    }
  }

 private:
  void Define(const policy_v1::Requirement& requirement,
              const SourceNode& source) {
    // The compiler reports these.
    std::vector<Issue> mistakes;
    const Clause clause = CompileClause("", requirement.when(),
                                        requirement.any_of(), source, mistakes)
                              .clause;
    if (!mistakes.empty()) return;
    if (IsNeverFailing(clause)) {
      Warn(source.At("name"),
           absl::StrCat("requirement ", Quoted(requirement.name()),
                        " can never fail, since no request has such facts, "
                        "correct its `when` or its `any_of`"),
           issues_);
    }
    defined_.try_emplace(
        requirement.name(),
        List{{requirement.name(),
              {clause, v1::Reason_Name(requirement.reason())}}});
  }

  // The requirements that a list of names stands for, in order.
  List Expand(const Names& names, const SourceNode& source) const {
    List all;
    for (int i = 0; i < names.size(); ++i) {
      const auto found = defined_.find(names[i]);
      if (found == defined_.end()) continue;
      for (Listed listed : found->second) {
        if (std::any_of(all.begin(), all.end(), [&](const Listed& other) {
              return other.name == listed.name;
            })) {
          continue;
        }
        listed.place = &source.At("require", i);
        listed.group =
            listed.name == names[i] ? "" : absl::string_view(names[i]);
        all.push_back(listed);
      }
    }
    return all;
  }

  // Warns of what is superfluous in the list, and takes it out.
  List WithoutSuperfluous(const std::string& who, List list) {
    std::vector<ListedClause> clauses;
    clauses.reserve(list.size());
    for (const Listed& listed : list) clauses.push_back(listed.clause);
    const std::vector<Superfluous> found = FindSuperfluous(clauses);
    for (const Superfluous& superfluous : found) {
      WarnOf(who, list, superfluous);
    }
    for (std::size_t i = found.size(); i-- > 0;) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(found[i].index));
    }
    return list;
  }

  void WarnOf(const std::string& who, const List& list,
              const Superfluous& superfluous) {
    const Listed& listed = list[superfluous.index];
    std::vector<absl::string_view> implied_by;
    implied_by.reserve(superfluous.implied_by.size());
    for (const std::size_t index : superfluous.implied_by) {
      implied_by.push_back(list[index].name);
    }
    std::string message =
        absl::StrCat(who, " has no use for ", Quoted(listed.name),
                     listed.group.empty() ? "" : " of ",
                     listed.group.empty() ? "" : Quoted(listed.group),
                     ", since ", QuotedAll(implied_by, " and "),
                     implied_by.size() == 1 ? " implies it, " : " imply it, ",
                     listed.group.empty()
                         ? "take it out"
                         : absl::StrCat("list what else ", Quoted(listed.group),
                                        " has instead"));
    Warn(*listed.place, std::move(message), issues_);
  }

  const PolicyFile& file_;
  std::vector<Issue>& issues_;
  absl::flat_hash_map<absl::string_view, List> defined_;
};

}  // namespace

void WarnOfSuperfluous(const PolicyFile& file, std::vector<Issue>& issues) {
  Linter(file, issues).Lint();
}

}  // namespace authz
