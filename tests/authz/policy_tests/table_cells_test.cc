// Tables in policy test files: the cells that they stand for, and the mistakes
// that are found in them.

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/policy_tests/case.h"
#include "authz/policy_tests/case_file.h"
#include "authz/text/issue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::testing::ElementsAre;

constexpr char kFixtures[] = R"(
fixture { name: "ana" request { actor { id: "ana" } project_id: "p1" } }
fixture { name: "admin" request { actor { company_admin: true } } }
fixture { name: "bob" request { targets { id: "bob" } } }
)";

constexpr char kTable[] = R"(
table {
  name: "groups"
  covers: "PT create-group"
  use: "ana"
  request { owner_id: "x" targets { id: "tom" } }
  action: ["CREATE_GROUP", "MANAGE_GROUP"]
  column {
    name: "create with Bob"
    covers: "PC bob"
    use: "bob"
    request { action: ACTION_CREATE_GROUP project_id: "p3" }
  }
  row { name: "Ana" covers: "PC ana" request { targets { id: "roy" } } }
  row {
    name: "an admin"
    use: "admin"
    request { project_id: "p2" }
    unset: "owner_id"
  }
  allow {
    row: "an admin"
    column: ["MANAGE_GROUP", "create with Bob"]
  }
}
)";

std::vector<TestCase> MustParse(const std::string& text) {
  CaseFileResult file = ParseCaseFile(text);
  EXPECT_TRUE(file.cases.has_value()) << FormatIssues("f", file.issues);
  return file.cases.value_or(std::vector<TestCase>());
}

// One line for each cell: where, what is expected, and whom it is about.
std::string Describe(const TestCase& cell) {
  std::vector<std::string> targets;
  for (const v1::User& target : cell.request.targets()) {
    targets.push_back(target.id());
  }
  return absl::StrCat(
      cell.line, " ", cell.name, ": ", cell.expect.allowed() ? "allow" : "deny",
      ", ", v1::Action_Name(cell.request.action()), " ",
      cell.request.actor().id(),
      cell.request.actor().company_admin() ? "!" : "", " in ",
      cell.request.project_id(), " with ", absl::StrJoin(targets, "+"),
      cell.request.owner_id().empty() ? "" : " of x", ", ",
      absl::StrJoin(cell.covers, "+"));
}

TEST(TableCellsTest, EveryRowWithEveryColumn) {
  std::vector<std::string> cells;
  for (const TestCase& cell : MustParse(absl::StrCat(kFixtures, kTable))) {
    EXPECT_TRUE(cell.expects_only_allowed);
    cells.push_back(Describe(cell));
  }
  EXPECT_THAT(
      cells,
      ElementsAre(
          "18 groups / Ana / CREATE_GROUP: deny, ACTION_CREATE_GROUP ana in p1 "
          "with tom+roy of x, PT create-group+PC ana",
          "18 groups / Ana / MANAGE_GROUP: deny, ACTION_MANAGE_GROUP ana in p1 "
          "with tom+roy of x, PT create-group+PC ana",
          "18 groups / Ana / create with Bob: deny, ACTION_CREATE_GROUP ana in "
          "p3 with tom+roy+bob of x, PT create-group+PC ana+PC bob",
          "19 groups / an admin / CREATE_GROUP: deny, ACTION_CREATE_GROUP ana! "
          "in p2 with tom, PT create-group",
          "25 groups / an admin / MANAGE_GROUP: allow, ACTION_MANAGE_GROUP "
          "ana! in p2 with tom, PT create-group",
          "25 groups / an admin / create with Bob: allow, ACTION_CREATE_GROUP "
          "ana! in p3 with tom+bob, PT create-group+PC bob"));
}

TEST(TableCellsTest, ComeAfterTheCases) {
  const std::vector<TestCase> cases = MustParse(absl::StrCat(
      kFixtures, "table { name: 't' action: 'CREATE_GROUP' row { name: 'r' } }",
      "case { name: 'c' expect { reason: REASON_MISSING_FACTS } }"));
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].name, "c");
  EXPECT_FALSE(cases[0].expects_only_allowed);
  EXPECT_EQ(cases[1].name, "t / r / CREATE_GROUP");
}

TEST(TableCellsTest, ATableAllowsNothingByItself) {
  for (const TestCase& cell : MustParse(
           "table { name: 't' action: 'CREATE_GROUP' row { name: 'r' } }")) {
    EXPECT_FALSE(cell.expect.allowed());
  }
}

struct BadTable {
  std::string name;
  std::string text;
  // As FormatIssues writes them.
  std::string issues;
};

void PrintTo(const BadTable& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadTableTest : public ::testing::TestWithParam<BadTable> {};

TEST_P(BadTableTest, IsReported) {
  const CaseFileResult file = ParseCaseFile(GetParam().text);
  EXPECT_FALSE(file.cases.has_value());
  EXPECT_EQ(FormatIssues("f", file.issues), GetParam().issues);
}

// A table with a name, an action and a row, and more.
std::string Table(const std::string& more) {
  return "table { name: 't' action: 'CREATE_GROUP' row { name: 'r' }\n" + more +
         "}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, BadTableTest,
    ::testing::Values(
        BadTable{"NoName", "table { action: 'CREATE_GROUP' row { name: 'r' } }",
                 "f:1:7: error: the table has no name, give it one\n"},
        BadTable{"TwoOfOneName", Table("") + Table(""),
                 "f:3:7: error: another table is called `t`, give one of them "
                 "another name\n"},
        BadTable{"NoRow", "table { name: 't' action: 'CREATE_GROUP' }",
                 "f:1:7: error: the table has no row, add one\n"},
        BadTable{"NoColumn", "table { name: 't' row { name: 'r' } }",
                 "f:1:7: error: the table has no column, list an `action` or "
                 "add a `column`\n"},
        BadTable{"RowWithoutName", Table("row { }"),
                 "f:2:5: error: the row has no name, give it one\n"},
        BadTable{"TwoRowsOfOneName", Table("row { name: 'r' }"),
                 "f:2:5: error: another row is called `r`, give one of them "
                 "another name\n"},
        BadTable{"ColumnWithoutName", Table("column { }"),
                 "f:2:8: error: the column has no name, give it one\n"},
        BadTable{"ColumnCalledAsAnAction",
                 Table("column { name: 'CREATE_GROUP' }"),
                 "f:2:8: error: another column is called `CREATE_GROUP`, give "
                 "one of them another name\n"},
        BadTable{"ActionTwice", Table("action: 'CREATE_GROUP'"),
                 "f:2:9: error: another column is called `CREATE_GROUP`, give "
                 "one of them another name\n"},
        BadTable{"UnknownAction", Table("action: ['MANAGE_GROUPS', 'DANCE']"),
                 "f:2:10: error: unknown action `MANAGE_GROUPS`, did you mean "
                 "`MANAGE_GROUP`\n"
                 "f:2:27: error: unknown action `DANCE`\n"},
        BadTable{"ActionWithItsPrefix",
                 "table { name: 't' action: 'ACTION_CREATE_GROUP' "
                 "row { name: 'r' } }",
                 "f:1:27: error: unknown action `ACTION_CREATE_GROUP`, did you "
                 "mean `CREATE_GROUP`\n"},
        BadTable{"UnknownFixtures",
                 "fixture { name: 'admin' }\n"
                 "table { name: 't' use: 'x' action: 'CREATE_GROUP'\n"
                 "row { name: 'r' use: 'admim' }\n"
                 "row { name: 's' }\n"
                 "column { name: 'c' use: 'y' } }\n",
                 "f:2:24: error: no fixture is called `x`, write one above\n"
                 "f:3:22: error: no fixture is called `admim`, did you mean "
                 "`admin`\n"
                 "f:5:25: error: no fixture is called `y`, write one above\n"},
        BadTable{"AllowsAnUnknownCell",
                 Table("row { name: 'admin' }\n"
                       "allow { row: ['r', 'admn']\n"
                       "  column: ['CREATE_GRUOP', 'x'] }"),
                 "f:3:20: error: the table has no row `admn`, did you mean "
                 "`admin`\n"
                 "f:4:12: error: the table has no column `CREATE_GRUOP`, did "
                 "you mean `CREATE_GROUP`\n"
                 "f:4:28: error: the table has no column `x`, add one\n"},
        BadTable{
            "AllowsNothing", Table("allow { row: 'r' }\nallow { }"),
            "f:2:7: error: this allows nothing, list at least one "
            "`column`\n"
            "f:3:7: error: this allows nothing, list at least one "
            "`column`\n"
            "f:3:7: error: this allows nothing, list at least one `row`\n"},
        BadTable{"AllowsTwice",
                 Table("allow { row: 'r' column: 'CREATE_GROUP' }\n"
                       "allow { row: 'r' column: 'CREATE_GROUP' }"),
                 "f:3:7: error: `r / CREATE_GROUP` is already allowed in line "
                 "2, list it once\n"},
        BadTable{"UnsetInEveryCellOnce",
                 Table("row { name: 's' unset: 'owner_id' }\n"
                       "action: 'MANAGE_GROUP'\n"
                       "column { name: 'c' unset: 'ownr_id' }"),
                 "f:2:24: error: cannot clear `owner_id`: it is not set\n"
                 "f:4:27: error: cannot clear `ownr_id`: `CheckRequest` has no "
                 "field `ownr_id`, did you mean `owner_id`\n"},
        BadTable{"CellCalledAsACase",
                 "case { name: 't / r / CREATE_GROUP'\n"
                 "expect { reason: REASON_MISSING_FACTS } }\n" +
                     Table(""),
                 "f:3:7: error: another case is called `t / r / CREATE_GROUP`, "
                 "give one of them another name\n"},
        BadTable{"CellsCalledAlike",
                 "table { name: 't / r' action: 'CREATE_GROUP'\n"
                 "row { name: 's' } }\n"
                 "table { name: 't' action: 'CREATE_GROUP'\n"
                 "row { name: 'r / s' } }\n",
                 "f:3:7: error: another case is called `t / r / s / "
                 "CREATE_GROUP`, give one of them another name\n"},
        BadTable{"MisspeltField", Table("alow { row: 'r' }"),
                 "f:2:1: error: unknown field `alow`, did you mean `allow`\n"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
