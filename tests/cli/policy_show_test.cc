// `authz policy show`: a policy as text, as JSON and as Markdown.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/policy_version.h"
#include "cli/commands/json.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/cli/policy_files.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using conversations::authz::policy::v1::Policy;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;

std::string Show(const std::string& flag) {
  const Finished finished = RunAuthz({"policy", "show", flag});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  return finished.out;
}

TEST(PolicyShow, IsForAPerson) {
  const std::string text = Show("--output=text");
  EXPECT_THAT(text, StartsWith("Policy conversations@VERSION\n"
                               "\n"
                               "Default settings\n"
                               "  access               ANY_USER\n"
                               "  project_enabled      true\n"
                               "  direct_messages      none\n"
                               "  group_management     COMPANY_ADMINS\n"
                               "  edit_delete_enabled  none\n"
                               "\n"
                               "Limits\n"
                               "  edit_window                 5m\n"
                               "  max_clock_skew              30s\n"
                               "  max_direct_message_members  100\n"
                               "  max_group_members           2000\n"
                               "\n"
                               "Groups of requirements\n"
                               "  BASE\n"
                               "      scope, tool_enabled, project_enabled, "
                               "tool_audience, directory, level\n"));
  EXPECT_THAT(text,
              HasSubstr("\n"
                        "  CREATE_GROUP, MANAGE_GROUP\n"
                        "      BASE, group_only, group_by_company_admins, "
                        "group_by_directory_admins,\n"
                        "      group_by_internal, targets_in_directory, "
                        "group_size\n"));
  EXPECT_THAT(
      text,
      HasSubstr("\n"
                "\n"
                "  item_private               ITEM_IS_PRIVATE\n"
                "      Where the conversation's item is private, the actor has "
                "access to it.\n"
                "      when    conversation_item, item_private\n"
                "      one of  item_private_access\n"
                "      [PC, Item Conversations]\n"
                "\n"));
  EXPECT_THAT(text, HasSubstr("\n  items_given                cannot fail, "
                              "only be open\n"));
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(line.size(), 80u) << line;
    EXPECT_FALSE(absl::EndsWith(line, " ")) << line;
  }
}

TEST(PolicyShow, ColoursWhereAskedTo) {
  EXPECT_THAT(Show("--color=always"),
              HasSubstr("  \033[1mscope\033[0m                      "
                        "\033[31mSCOPE_MISMATCH\033[0m\n"));
}

TEST(PolicyShow, JsonIsTheWholePolicy) {
  Policy written;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      std::string(authz::EmbeddedPolicyText()), &written));
  Policy shown;
  const absl::Status status = FromJson(Show("--output=json"), shown);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(authz::PolicyVersion(shown), authz::PolicyVersion(written));
}

TEST(PolicyShow, MarkdownHasTables) {
  const std::string text = Show("--output=markdown");
  EXPECT_THAT(text, StartsWith("# Policy `conversations@VERSION`\n"
                               "\n"
                               "## Rules\n"
                               "\n"
                               "`BASE` is scope, tool_enabled, "
                               "project_enabled, tool_audience, directory, "
                               "level.\n"));
  for (const char* part :
       {"\n\n"
        "| action | requires, in order |\n"
        "|---|---|\n"
        "| `VIEW_MESSAGES` | VIEW |\n",
        "\n| `EDIT_MESSAGE`, `DELETE_MESSAGE` | VIEW, edit_delete_enabled, "
        "author, edit_window |\n",
        "\n\n## Requirements\n\n"
        "| requirement | when | one of | reason of the denial | source |\n"
        "|---|---|---|---|---|\n"
        "| scope | | scope_consistent | `SCOPE_MISMATCH` | choice: defence in "
        "depth |\n",
        "\n\n## Settings\n\n| setting | default |\n|---|---|\n",
        "\n| `direct_messages` | none |\n",
        "\n\n## Limits\n\n| limit | value |\n|---|---|\n"
        "| `edit_window` | `5m` |\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(PolicyShow, MarkdownOfAnyTextIsATable) {
  const std::string path = PolicyFileWith("choice: defence in depth",
                                          "a | b <i> [c] *d* `e`\\n\\\\f");
  const Finished finished =
      RunAuthz({"policy", "show", path, "--output=markdown"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out,
              HasSubstr("| a \\| b \\<i> \\[c] \\*d\\* \\`e\\`\\\\n\\\\f |\n"));
}

// To see is not to decide.
TEST(PolicyShow, ShowsAPolicyThatBreaksAGuardrail) {
  const std::string path = PolicyFileWith(
      "action: \"CONFIGURE_TOOL\"\n  require: [\"scope\", \"company_admin\"]",
      "action: \"CONFIGURE_TOOL\"\n  require: \"level\"");
  const Finished finished = RunAuthz({"policy", "show", path});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out, HasSubstr("  CONFIGURE_TOOL\n      level\n"));
}

TEST(PolicyShow, AFileThatIsNoPolicyIsBadUsage) {
  const std::string path =
      PolicyFileWith("any_of: \"scope_consistent\"", "any_of: \"scope\"");
  ExpectBadUsage({"policy", "show", path},
                 "authz policy show: " + path +
                     ":34:11: error: requirement `scope` names an unknown fact "
                     "`scope`\n");
}

}  // namespace
}  // namespace cli
