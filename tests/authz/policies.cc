#include "tests/authz/policies.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "authz/facts/fact.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/text/enum_names.h"
#include "authz/text/issue.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

std::string QuotedList(const std::vector<std::string>& names) {
  return absl::StrCat("[",
                      absl::StrJoin(names, ", ",
                                    [](auto* out, auto& name) {
                                      absl::StrAppend(out, "\"", name, "\"");
                                    }),
                      "]");
}

bool CanFail(const std::vector<std::string>& any_of) {
  return std::none_of(any_of.begin(), any_of.end(), [](const auto& name) {
    const std::optional<Fact> fact = FactByName(name);
    return fact.has_value() && IsNeverFalse(*fact);
  });
}

std::string RequirementText(absl::string_view clause, int index) {
  const std::vector<std::string> sides = absl::StrSplit(clause, " -> ");
  std::vector<std::string> when;
  if (sides.size() == 2) when = absl::StrSplit(sides.front(), " & ");
  const std::vector<std::string> any_of = absl::StrSplit(sides.back(), " | ");
  std::string text = absl::StrCat(
      "requirement { name: \"", clause, "\" when: ", QuotedList(when),
      " any_of: ", QuotedList(any_of), " description: \"Description ", index,
      ".\" source: \"source ", index, "\"");
  if (CanFail(any_of)) {
    const auto reason =
        static_cast<v1::Reason>(v1::REASON_SCOPE_MISMATCH + index);
    absl::StrAppend(&text, " reason: ", v1::Reason_Name(reason));
  }
  return text + " }\n";
}

}  // namespace

CompiledPolicy MustCompile(const std::string& text) {
  CompileResult result = CompilePolicy(text);
  EXPECT_TRUE(result.policy.has_value())
      << FormatIssues("policy", result.issues) << text;
  return result.policy.has_value() ? *std::move(result.policy)
                                   : CompiledPolicy();
}

const CompiledPolicy& EmbeddedPolicy() {
  static const auto& policy =
      *new CompiledPolicy(MustCompile(std::string(EmbeddedPolicyText())));
  return policy;
}

std::string PolicyTextOf(const std::vector<absl::string_view>& requirements) {
  std::string text = R"(
    name: "test"
    limits {
      edit_window { seconds: 300 }
      max_clock_skew { seconds: 30 }
      max_direct_message_recipients: 100
      max_group_members: 2000
    }
)";
  std::vector<std::string> names;
  for (absl::string_view clause : requirements) {
    absl::StrAppend(&text,
                    RequirementText(clause, static_cast<int>(names.size())));
    names.emplace_back(clause);
  }
  absl::StrAppend(&text, "rule { ");
  for (int action = v1::Action_MIN + 1; action <= v1::Action_MAX; ++action) {
    absl::StrAppend(&text, "action: ",
                    v1::Action_Name(static_cast<v1::Action>(action)), " ");
  }
  absl::StrAppend(&text, "require: ", QuotedList(names), " }\n");
  return text;
}

std::string SmallPolicyText() {
  return R"(name: "small"
default_settings {
  access: ACCESS_ANY_USER
  project_enabled: true
}
limits {
  edit_window { seconds: 300 }
  max_clock_skew { seconds: 30 }
  max_direct_message_recipients: 100
  max_group_members: 2000
}
requirement {
  name: "reader"
  when: "access_internal_only"
  any_of: ["actor_can_read", "actor_company_admin"]
  reason: REASON_PERMISSION_LEVEL_TOO_LOW
  description: "The actor can read."
  source: "PT"
}
requirement {
  name: "targets"
  any_of: "targets_given"
  description: "There are targets."
  source: "choice"
}
group {
  name: "ALL"
  require: ["reader", "targets"]
}
rule {
  action: [ACTION_VIEW_MESSAGES, ACTION_START_DIRECT_MESSAGE, ACTION_SEND_DIRECT_MESSAGE]
  action: [ACTION_SEND_GROUP_MESSAGE, ACTION_SEND_ITEM_MESSAGE, ACTION_MENTION_USER]
  action: [ACTION_ADD_ITEMS_TO_MESSAGE, ACTION_EDIT_MESSAGE, ACTION_DELETE_MESSAGE]
  action: [ACTION_CREATE_GROUP, ACTION_MANAGE_GROUP, ACTION_HIDE_CONVERSATION]
  action: [ACTION_MANAGE_PUSH_NOTIFICATIONS, ACTION_EXPORT_CONVERSATIONS]
  require: "ALL"
}
rule {
  action: ACTION_CONFIGURE_TOOL
  require: "reader"
}
)";
}

std::string IssuesIn(const std::string& text) {
  const CompileResult result = CompilePolicy(text);
  EXPECT_EQ(result.policy.has_value(), result.issues.empty());
  return FormatIssues("f", result.issues);
}

std::string Replaced(std::string text, absl::string_view from,
                     absl::string_view to) {
  const std::size_t found = text.find(std::string(from));
  if (found == std::string::npos) {
    ADD_FAILURE() << "`" << from << "` is not in the text";
    return text;
  }
  EXPECT_EQ(text.find(std::string(from), found + 1), std::string::npos)
      << "`" << from << "` is in the text more than once";
  return text.replace(found, from.size(), std::string(to));
}

}  // namespace authz
