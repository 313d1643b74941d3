#include "authz/policy_tests/case_file.h"

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/text/issue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::testing::ElementsAre;

// The text of a case with a valid expectation.
std::string Case(const std::string& body) {
  return "case { " + body + " expect { reason: REASON_MISSING_FACTS } }\n";
}

TEST(CaseFileTest, MergesFixturesInOrder) {
  const CaseFileResult file = ParseCaseFile(R"(
    fixture {
      name: "ana"
      request { actor { id: "ana" company_admin: false } project_id: "p1" }
    }
    fixture { name: "bob" request { targets { id: "bob" } } }
    fixture {
      name: "both"
      use: ["ana", "bob"]
      request { targets { id: "eve" } project_id: "p2" }
    }
    case {
      name: "first"
      covers: ["PT one", "PC two"]
      use: ["both", "bob"]
      request { actor { company_admin: true } targets { id: "dan" } }
      expect { allowed: true reason: REASON_ALLOWED }
    })");
  ASSERT_TRUE(file.cases.has_value()) << FormatIssues("", file.issues);
  ASSERT_EQ(file.cases->size(), 1u);
  const TestCase& test_case = file.cases->front();
  EXPECT_EQ(test_case.name, "first");
  EXPECT_EQ(test_case.line, 12);
  EXPECT_THAT(test_case.covers, ElementsAre("PT one", "PC two"));
  EXPECT_EQ(test_case.request.actor().id(), "ana");
  EXPECT_TRUE(test_case.request.actor().company_admin());
  EXPECT_EQ(test_case.request.project_id(), "p2");
  std::vector<std::string> targets;
  for (const v1::User& target : test_case.request.targets()) {
    targets.push_back(target.id());
  }
  EXPECT_THAT(targets, ElementsAre("bob", "eve", "bob", "dan"));
  EXPECT_TRUE(test_case.expect.allowed());
}

TEST(CaseFileTest, UnsetsAtTheEnd) {
  const CaseFileResult file = ParseCaseFile(R"(
    fixture {
      name: "direct"
      request { conversation { actor_is_member: true } owner_id: "ana" }
    })" + Case(R"(
      name: "unset" use: "direct"
      request { targets { id: "bob" in_project_directory: true } }
      unset: [
        "conversation.actor_is_member",
        "targets[0].in_project_directory"
      ])"));
  ASSERT_TRUE(file.cases.has_value()) << FormatIssues("", file.issues);
  const v1::CheckRequest& request = file.cases->front().request;
  EXPECT_FALSE(request.conversation().has_actor_is_member());
  EXPECT_FALSE(request.targets(0).has_in_project_directory());
  EXPECT_EQ(request.targets(0).id(), "bob");
  EXPECT_EQ(request.owner_id(), "ana");
}

TEST(CaseFileTest, TakesTheFixturesOfWhatItIncludes) {
  const CaseFileResult base = ParseCaseFile(R"(
    fixture { name: "ana" request { actor { id: "ana" } project_id: "p1" } }
    fixture { name: "in p2" use: "ana" request { project_id: "p2" } })");
  ASSERT_TRUE(base.cases.has_value()) << FormatIssues("base", base.issues);
  EXPECT_THAT(*base.cases, ::testing::IsEmpty());
  const auto include = [&](const std::string&) { return &base; };
  const CaseFileResult file = ParseCaseFile(
      R"(include: "base"
         fixture { name: "owned" use: "in p2" request { owner_id: "ana" } }
      )" + Case(R"(name: "case" use: "owned")"),
      include);
  ASSERT_TRUE(file.cases.has_value()) << FormatIssues("file", file.issues);
  const v1::CheckRequest& request = file.cases->front().request;
  EXPECT_EQ(request.actor().id(), "ana");
  EXPECT_EQ(request.project_id(), "p2");
  EXPECT_EQ(request.owner_id(), "ana");
  // A file that includes this one does not get those of `base`.
  ASSERT_EQ(file.fixtures.size(), 1u);
  EXPECT_EQ(file.fixtures.front().name(), "owned");
  EXPECT_EQ(file.fixtures.front().request().project_id(), "p2");
}

struct BadInclude {
  std::string name;
  // Of a file that can include "bob", "also_bob", "bad" and "cases".
  std::string text;
  // As FormatIssues writes them.
  std::string issues;
};

void PrintTo(const BadInclude& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadIncludeTest : public ::testing::TestWithParam<BadInclude> {};

TEST_P(BadIncludeTest, IsReported) {
  const std::map<std::string, CaseFileResult> files = {
      {"bob", ParseCaseFile("fixture { name: \"bob\" }")},
      {"also_bob", ParseCaseFile("fixture { name: \"bob\" }")},
      {"bad", ParseCaseFile("fixture { }")},
      {"cases",
       ParseCaseFile("fixture { name: \"eve\" }" + Case("name: \"a\""))}};
  const auto include = [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end()
               ? RefuseInclude(path)
               : absl::StatusOr<const CaseFileResult*>(&found->second);
  };
  const CaseFileResult file =
      ParseCaseFile(GetParam().text + Case("name: \"a\""), include);
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(FormatIssues("f", file.issues), GetParam().issues);
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, BadIncludeTest,
    ::testing::Values(
        BadInclude{"OfNoFile", "include: \"none\"\n",
                   "f:1:10: error: cannot include `none` here\n"},
        BadInclude{"OfAFileWithMistakes", "include: \"bad\"\n",
                   "f:1:10: error: `bad` has mistakes, mend it first\n"},
        BadInclude{"OfAFileWithCases", "include: \"bob\"\ninclude: \"cases\"\n",
                   "f:2:10: error: `cases` has cases, include a file of "
                   "fixtures only\n"},
        BadInclude{"Several", "include: [\"none\",\n\"bob\", \"bad\"]\n",
                   "f:1:11: error: cannot include `none` here\n"
                   "f:2:8: error: `bad` has mistakes, mend it first\n"},
        BadInclude{"ANameOfAnIncludedFixture",
                   "include: \"bob\"\nfixture { name: \"bob\" }\n",
                   "f:2:9: error: another fixture is called `bob`, give one of "
                   "them another name\n"},
        BadInclude{"TwoFilesWithFixturesOfOneName",
                   "include: \"bob\"\ninclude: \"also_bob\"\n",
                   "f:2:10: error: another fixture is called `bob`, give one "
                   "of them another name\n"},
        BadInclude{"AMisspeltNameOfAnIncludedFixture",
                   "include: \"bob\"\nfixture { name: \"x\" use: \"bobb\" }\n",
                   "f:2:26: error: no fixture is called `bobb`, did you mean "
                   "`bob`\n"}),
    [](const auto& test) { return test.param.name; });

struct BadFile {
  std::string name;
  std::string text;
  // As FormatIssues writes them.
  std::string issues;
};

void PrintTo(const BadFile& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadFileTest : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadFileTest, IsReported) {
  const CaseFileResult file = ParseCaseFile(GetParam().text);
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(FormatIssues("f", file.issues), GetParam().issues);
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, BadFileTest,
    ::testing::Values(
        BadFile{"Empty", "",
                "f: error: the file has no case, no table and no fixture, add "
                "one\n"},
        BadFile{"TwoCasesOfOneName",
                Case("name: \"a\"") + Case("name: \"b\"") + Case("name: \"a\""),
                "f:3:6: error: another case is called `a`, give one of them "
                "another name\n"},
        BadFile{"CaseWithoutName", Case(""),
                "f:1:6: error: the case has no name, give it one\n"},
        BadFile{"TwoFixturesOfOneName",
                "fixture { name: \"x\" }\n"
                "fixture { name: \"x\" }\n" +
                    Case("name: \"a\""),
                "f:2:9: error: another fixture is called `x`, give one of them "
                "another name\n"},
        BadFile{"FixtureWithoutName", "fixture { }\n" + Case("name: \"a\""),
                "f:1:9: error: the fixture has no name, give it one\n"},
        BadFile{"UnknownFixture", Case("name: \"a\"\n  use: \"x\""),
                "f:2:8: error: no fixture is called `x`, write one above\n"},
        BadFile{
            "MisspeltFixture",
            "fixture { name: \"company-admin\" }\n" +
                Case("name: \"a\"\n  use: \"compny-admin\""),
            "f:3:8: error: no fixture is called `compny-admin`, did you mean "
            "`company-admin`\n"},
        BadFile{"FixtureUsesALaterOne",
                "fixture { name: \"x\" use: \"y\" }\n"
                "fixture { name: \"y\" }\n" +
                    Case("name: \"a\""),
                "f:1:26: error: fixture `y` is written below, move it above "
                "its use\n"},
        BadFile{"FixtureUsesItself",
                "fixture { name: \"x\" use: \"x\" }\n" + Case("name: \"a\""),
                "f:1:26: error: fixture `x` is written below, move it above "
                "its use\n"},
        BadFile{"UnsetOfNoField",
                Case("name: \"a\"\n  unset: \"conversation.colour\"\n"
                     "  request { conversation { id: \"c\" } }"),
                "f:2:10: error: cannot clear `conversation.colour`: "
                "`Conversation` has no field `colour`\n"},
        BadFile{"UnsetOfAMisspeltField",
                Case("name: \"a\"\n  unset: \"onwer_id\""),
                "f:2:10: error: cannot clear `onwer_id`: `CheckRequest` has no "
                "field `onwer_id`, did you mean `owner_id`\n"},
        BadFile{"UnsetOfWhatIsNotSet",
                Case("name: \"a\"\n  unset: \"owner_id\""),
                "f:2:10: error: cannot clear `owner_id`: it is not set\n"},
        BadFile{"UnsetTwice",
                Case("name: \"a\" request { owner_id: \"x\" }\n"
                     "  unset: \"owner_id\"\n  unset: \"owner_id\""),
                "f:3:10: error: cannot clear `owner_id`: it is not set\n"},
        BadFile{"NoExpectation", "case { name: \"a\" }",
                "f:1:6: error: case `a`: `expect` has no `reason`, set it\n"},
        BadFile{"AllowedByAnotherReason",
                "case { name: \"a\" expect { allowed: true "
                "reason: REASON_TOOL_DISABLED } }",
                "f:1:6: error: case `a`: set `allowed: true` exactly where "
                "`reason` is `REASON_ALLOWED`\n"},
        BadFile{"DeniedByAllowed",
                "case { name: \"a\" expect { reason: REASON_ALLOWED } }",
                "f:1:6: error: case `a`: set `allowed: true` exactly where "
                "`reason` is `REASON_ALLOWED`\n"},
        BadFile{"ExpectsWhatIsNotCompared",
                "case { name: \"a\" expect { reason: REASON_TOOL_DISABLED "
                "policy_version: \"1\" } }",
                "f:1:6: error: case `a`: `id`, `policy_version` and "
                "`explanation` are not compared, take them out of `expect`\n"},
        BadFile{"AllAtOnceInTheOrderOfTheFile",
                Case("name: \"a\" use: \"x\"") + "fixture { }\n" +
                    Case("name: \"a\" unset: \"id\""),
                "f:1:23: error: no fixture is called `x`, write one above\n"
                "f:2:9: error: the fixture has no name, give it one\n"
                "f:3:6: error: another case is called `a`, give one of them "
                "another name\n"
                "f:3:25: error: cannot clear `id`: it is not set\n"}),
    [](const auto& test) { return test.param.name; });

TEST(CaseFileTest, ReportsTheLineOfAnErrorOfSyntax) {
  const CaseFileResult file = ParseCaseFile("case {\n  name: a\n}");
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(FormatIssues("f", file.issues),
            "f:2:9: error: expected string, got: a\n");
}

TEST(CaseFileTest, ReadsOnAfterAnUnknownValue) {
  const CaseFileResult file = ParseCaseFile(R"(case {
  name: "a"
  request { action: ACTION_CONFIGUR_TOOL actor { permission_level: ADMIN } }
  expect { alowed: true reason: REASON_ALOWED }
})");
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(
      FormatIssues("f", file.issues),
      "f:3:21: error: `action` has no value `ACTION_CONFIGUR_TOOL`, did "
      "you mean `ACTION_CONFIGURE_TOOL`\n"
      "f:3:68: error: `permission_level` has no value `ADMIN`, did you mean "
      "`PERMISSION_LEVEL_ADMIN`\n"
      "f:4:12: error: unknown field `alowed`, did you mean `allowed`\n"
      "f:4:33: error: `reason` has no value `REASON_ALOWED`, did you "
      "mean `REASON_ALLOWED`\n");
}

TEST(CaseFileTest, ReadsOnAfterAnUnknownField) {
  const CaseFileResult file =
      ParseCaseFile("case {\n  name: \"a\"\n  cover: \"x\"\n}");
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(FormatIssues("f", file.issues),
            "f:1:6: error: case `a`: `expect` has no `reason`, set it\n"
            "f:3:3: error: unknown field `cover`, did you mean `covers`\n");
}

}  // namespace
}  // namespace authz
