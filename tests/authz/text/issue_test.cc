#include "authz/text/issue.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace authz {
namespace {

TEST(FormatIssuesTest, NoIssuesAreNoText) {
  EXPECT_EQ(FormatIssues("policy.txtpb", {}), "");
}

TEST(FormatIssuesTest, OneLineForEach) {
  EXPECT_EQ(
      FormatIssues("dir/policy.txtpb", {{3, 14, "unknown action `FLY`"},
                                        {1, 1, "the policy has no name"}}),
      "dir/policy.txtpb:3:14: error: unknown action `FLY`\n"
      "dir/policy.txtpb:1:1: error: the policy has no name\n");
}

TEST(FormatIssuesTest, WhatAMessageQuotesCannotBreakTheLine) {
  struct Case {
    std::string message;
    std::string line;
  };
  const Case cases[] = {
      {"`caf\xc3\xa9`", "`caf\xc3\xa9`"},
      {"`a\nb\x1b[31m\x7f`", "`a\\x0ab\\x1b[31m\\x7f`"},
      {std::string("`\0`", 3), "`\\x00`"},
      {"`caf\xc3\xa9 \xff`", "`caf\\xc3\\xa9 \\xff`"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FormatIssues("f", {{1, 2, c.message}}),
              "f:1:2: error: " + c.line + "\n");
  }
}

TEST(FormatIssuesTest, WithoutAPlaceItIsAboutTheFile) {
  EXPECT_EQ(FormatIssues("f", {{0, 0, "limit `edit_window` is missing"}}),
            "f: error: limit `edit_window` is missing\n");
}

TEST(FormatIssuesTest, SaysWhatIsAWarningOrANote) {
  EXPECT_EQ(FormatIssues("f", {{3, 1, "no rule uses it", Severity::kWarning},
                               {4, 1, "it opens much", Severity::kNote}}),
            "f:3:1: warning: no rule uses it\n"
            "f:4:1: note: it opens much\n");
}

TEST(SortIssuesTest, ByLineThenColumnThenAsTheyWere) {
  std::vector<Issue> issues = {{2, 1, "d"},  {1, 10, "c"}, {1, 9, "b"},
                               {10, 1, "f"}, {2, 1, "e"},  {0, 0, "a"}};
  SortIssues(issues);
  std::string order;
  for (const Issue& issue : issues) order += issue.message;
  EXPECT_EQ(order, "abcdef");
}

}  // namespace
}  // namespace authz
