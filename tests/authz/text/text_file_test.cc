#include "authz/text/text_file.h"

#include <ostream>
#include <string>
#include <vector>

#include "authz/text/issue.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::conversations::authz::policy::v1::Policy;

struct FileCase {
  std::string name;
  std::string text;
  std::string issues;
  bool complete;
};

void PrintTo(const FileCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class TextFileTest : public ::testing::TestWithParam<FileCase> {};

TEST_P(TextFileTest, ReportsWhatTheSchemaHasNot) {
  TextFile<Policy> file;
  std::vector<Issue> issues;
  EXPECT_EQ(ReadTextFile(GetParam().text, file, issues), GetParam().complete);
  EXPECT_EQ(FormatIssues("f", issues), GetParam().issues);
}

std::string TestName(const ::testing::TestParamInfo<FileCase>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Complete, TextFileTest,
    ::testing::Values(
        FileCase{"Empty", "", "", true},
        FileCase{"Comments", "# nothing\n", "", true},
        FileCase{"UnknownField", "name: \"a\"\nrequirment {\n}\n",
                 "f:2:1: error: unknown field `requirment`, did you mean "
                 "`requirement`\n",
                 true},
        FileCase{"UnknownFieldInside",
                 "requirement {\n  name: \"a\"\n  any_off: \"x\"\n}\n",
                 "f:3:3: error: unknown field `any_off`, did you mean "
                 "`any_of`\n",
                 true},
        FileCase{"UnknownFieldThatNothingIsNear", "colour: \"red\"\n",
                 "f:1:1: error: unknown field `colour`\n", true},
        FileCase{"UnknownFieldOfADuration",
                 "limits { edit_window { minutes: 5 } }\n",
                 "f:1:24: error: unknown field `minutes`\n", true},
        FileCase{"UnknownFieldWhoseValueIsOnALineOfItsOwn",
                 "colour\n  # why\n  : \"red\"\n",
                 "f:1:1: error: unknown field `colour`\n", true},
        FileCase{"SeveralUnknownFields",
                 "nam: \"a\"\nrule { acton: \"x\" requires: \"y\" }\n",
                 "f:1:1: error: unknown field `nam`, did you mean `name`\n"
                 "f:2:8: error: unknown field `acton`, did you mean `action`\n"
                 "f:2:19: error: unknown field `requires`, did you mean "
                 "`require`\n",
                 true}),
    TestName);

INSTANTIATE_TEST_SUITE_P(
    Broken, TextFileTest,
    ::testing::Values(
        FileCase{"NoColon", "name \"a\"\n",
                 "f:1:6: error: expected \":\", found \"\"a\"\"\n", false},
        FileCase{"NoValue", "name:\n", "f:2:1: error: expected string, got: \n",
                 false},
        FileCase{"NumberForAString", "name: 5\n",
                 "f:1:7: error: expected string, got: 5\n", false},
        FileCase{"OpenBrace", "rule {\n",
                 "f:2:1: error: expected identifier, got: \n", false},
        FileCase{"FieldTwice", "name: \"a\"\nname: \"b\"\n",
                 "f:2:5: error: non-repeated field \"name\" is specified "
                 "multiple times\n",
                 false}),
    TestName);

TEST(TextFileReadTest, KeepsTheContentAndItsPlaces) {
  TextFile<Policy> file;
  std::vector<Issue> issues;
  ASSERT_TRUE(ReadTextFile(
      "name: \"a\"\nrequirement { any_of: [\"x\",\n\"y\"] }\n", file, issues));
  EXPECT_EQ(FormatIssues("f", issues), "");
  EXPECT_EQ(file.message.name(), "a");
  ASSERT_EQ(file.message.requirement_size(), 1);
  ASSERT_EQ(file.message.requirement(0).any_of_size(), 2);
  const SourceNode& second = file.source.At("requirement").At("any_of", 1);
  EXPECT_EQ(second.line, 3);
  EXPECT_EQ(second.column, 1);
}

TEST(TextFileReadTest, AddsToTheIssuesThereAre) {
  TextFile<Policy> file;
  std::vector<Issue> issues = {{7, 8, "earlier"}};
  ASSERT_TRUE(ReadTextFile("colour: 1\nname: \"a\"", file, issues));
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].message, "earlier");
  EXPECT_EQ(issues[1].message, "unknown field `colour`");
  EXPECT_EQ(file.message.name(), "a");
}

TEST(TextFileReadTest, StringsAreUtf8) {
  struct Case {
    std::string name;
    std::string text;
    std::string issues;
  };
  const Case cases[] = {
      {"characters", "name: \"\u00e9 \\303\\251 \U0001f600\"", ""},
      {"scalar", "\nname: \"a\\377\"",
       "f:2:7: error: `name` is not valid UTF-8\n"},
      {"bytes as they are", "name: \"\xff\"",
       "f:1:7: error: `name` is not valid UTF-8\n"},
      {"nested", "requirement {}\nrequirement { source: \"\\xc3\" }",
       "f:2:23: error: `source` is not valid UTF-8\n"},
      {"second of a list", "rule { require: [\"a\", \"\\x80\", \"c\"] }",
       "f:1:23: error: `require` is not valid UTF-8\n"},
      {"in a comment", "# \xff\nname: \"a\"", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    TextFile<Policy> file;
    std::vector<Issue> issues;
    EXPECT_TRUE(ReadTextFile(c.text, file, issues));
    EXPECT_EQ(FormatIssues("f", issues), c.issues);
  }
}

// An unknown field is skipped whole, and what comes after it has its place.
TEST(TextFileReadTest, GoesOnBehindAnUnknownField) {
  TextFile<Policy> file;
  std::vector<Issue> issues;
  ASSERT_TRUE(ReadTextFile(
      "colour { red: [1, 2] name: \"b\" }\nshade: [ { a: 1 } ] name: \"a\"",
      file, issues));
  EXPECT_EQ(issues.size(), 2u);
  EXPECT_EQ(file.message.name(), "a");
  EXPECT_EQ(file.source.At("name").line, 2);
  EXPECT_EQ(file.source.At("name").column, 27);
}

TEST(TextFileReadTest, DeepNestingIsRefusedBeforeItIsRead) {
  struct Case {
    std::string name;
    std::string open;
    std::string issue;
  };
  const Case cases[] = {
      {"messages", "requirement {", "f:1:663: error: "},
      {"unknown messages", "a{", "f:1:102: error: "},
      {"angle brackets", "a<", "f:1:102: error: "},
      {"lists", "a:[", "f:1:153: error: "},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += c.open;
    TextFile<Policy> file;
    std::vector<Issue> issues;
    EXPECT_FALSE(ReadTextFile(text, file, issues));
    EXPECT_EQ(FormatIssues("f", issues),
              c.issue + "nested deeper than 50 levels\n");
  }
}

// What an unclosed string does to the rest of the file is no news.
TEST(TextFileReadTest, NothingCountsBehindAnErrorOfSyntax) {
  TextFile<Policy> file;
  std::vector<Issue> issues;
  EXPECT_FALSE(
      ReadTextFile("name: \"a\nrule { acton: \"b\" }\n'", file, issues));
  // In the words of Protobuf 3.21 and of 36.
  EXPECT_THAT(
      FormatIssues("f", issues),
      testing::AnyOf(
          "f:1:9: error: string literals cannot cross line boundaries\n",
          "f:1:9: error: multiline strings are not allowed. Did you miss a "
          "\"?\n"));
}

TEST(TextFileReadTest, AnErrorOfSyntaxComesAfterWhatWasReadBefore) {
  TextFile<Policy> file;
  std::vector<Issue> issues;
  EXPECT_FALSE(ReadTextFile("colour: 1\nname: 5\nshade: 1\n", file, issues));
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].message, "unknown field `colour`");
  EXPECT_EQ(issues[1].line, 2);
  EXPECT_EQ(issues[1].message, "expected string, got: 5");
}

}  // namespace
}  // namespace authz
