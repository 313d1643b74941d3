// `authz policy`: what it says of a policy file, to people and to programs.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/cli/policy_files.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;

std::string WithoutDirectPrivacy() {
  return PolicyFileWith(
      "  action: \"VIEW_MESSAGES\"\n  require: [\"VIEW\"]",
      "  action: \"VIEW_MESSAGES\"\n"
      "  require: [\"BASE\", \"group_privacy\", \"item_access\", "
      "\"item_private\"]");
}

TEST(PolicyVerify, ProvesTheEmbeddedPolicy) {
  const Finished finished = RunAuthz({"policy", "verify"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out,
              StartsWith("PROVED  conversations@VERSION\n"
                         "\n"
                         "  ✓ direct_privacy\n"
                         "      nobody outside a direct message sees it, sends "
                         "in it, mentions in it or\n"
                         "      adds items to it, admins included\n"
                         "      [PC, Direct Messages: seen only by the "
                         "individuals in the message]\n"
                         "\n"));
  EXPECT_THAT(finished.out, EndsWith("\n13 guardrails: 13 proved, 0 broken\n"));
}

TEST(PolicyVerify, SaysHowAGuardrailIsBroken) {
  const Finished finished =
      RunAuthz({"policy", "verify", WithoutDirectPrivacy()});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out, StartsWith("REFUSED  conversations@"));
  EXPECT_THAT(
      finished.out,
      HasSubstr("  ✗ direct_privacy\n"
                "      nobody outside a direct message sees it, sends in it, "
                "mentions in it or\n"
                "      adds items to it, admins included\n"
                "      [PC, Direct Messages: seen only by the individuals in "
                "the message]\n"
                "      VIEW_MESSAGES is allowed where\n"
                "        the tool is enabled for the company\n"
                "        the tool is not for internal employees only\n"
                "        the tool is enabled for the project\n"
                "        the ids in the request agree\n"
                "        the actor is a Company Admin\n"
                "        the conversation is a direct message\n"
                "        the actor is not a participant or member of the "
                "conversation\n"
                "\n"));
  EXPECT_THAT(finished.out, EndsWith("\n13 guardrails: 12 proved, 1 broken\n"));
}

TEST(PolicyVerify, SaysItInJson) {
  const Finished finished =
      RunAuthz({"policy", "verify", WithoutDirectPrivacy(), "--output=json"});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(finished.out, HasSubstr("\"proved\": false"));
  EXPECT_THAT(finished.out,
              HasSubstr("\"the actor is not a participant or member of the "
                        "conversation\""));
  EXPECT_THAT(finished.out, HasSubstr("\"action\": \"ACTION_VIEW_MESSAGES\""));
}

TEST(PolicyVerify, AFileThatIsNoPolicyIsBadUsage) {
  const std::string path =
      PolicyFileWith("any_of: \"scope_consistent\"", "any_of: \"scope\"");
  ExpectBadUsage({"policy", "verify", path},
                 "authz policy verify: " + path +
                     ":34:11: error: requirement `scope` names an unknown fact "
                     "`scope`\n");
}

// Nothing decides by a policy that is not proved, not even in this process.
TEST(PolicyVerify, ABrokenPolicyDecidesNothing) {
  const Finished finished =
      RunAuthz({"check", "--local", "--policy", WithoutDirectPrivacy(),
                R"({"actor": {"id": "a"}, "action": "ACTION_VIEW_MESSAGES"})"});
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err, HasSubstr("breaks the guardrail `direct_privacy`"));
}

TEST(PolicyCommand, BadUsage) {
  struct Case {
    std::vector<std::string> arguments;
    std::string error;
  };
  const Case cases[] = {
      {{"policy"}, "authz: say which `policy` command, see `authz --help`\n"},
      {{"policy", "verfy"},
       "authz: unknown command `policy verfy`, did you mean `policy verify`, "
       "see `authz --help`\n"},
      {{"policy", "verify", "a", "b"},
       "authz policy verify: give at most one file\n"},
      {{"policy", "verify", "none.txtpb"},
       "authz policy verify: cannot read `none.txtpb`: no such file or "
       "directory\n"},
      {{"policy", "verify", "--output=junit"},
       "authz policy verify: cannot print `junit`, give one of `text`, "
       "`json`, see `authz policy verify --help`\n"},
  };
  for (const Case& c : cases) ExpectBadUsage(c.arguments, c.error);
}

}  // namespace
}  // namespace cli
