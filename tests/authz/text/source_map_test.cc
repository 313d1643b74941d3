#include "authz/text/source_map.h"

#include <cstddef>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

// Every value with its place, nested ones indented.
std::string Describe(const SourceNode& node, std::size_t depth = 0) {
  std::string text;
  for (const SourceNode& child : node.children) {
    absl::StrAppend(&text, std::string(2 * depth, ' '), child.field, " ",
                    child.line, ":", child.column, "\n",
                    Describe(child, depth + 1));
  }
  return text;
}

struct MapCase {
  std::string name;
  std::string text;
  std::string nodes;
};

void PrintTo(const MapCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MapSourceTest : public ::testing::TestWithParam<MapCase> {};

TEST_P(MapSourceTest, KnowsWhereEachValueStands) {
  EXPECT_EQ(Describe(MapSource(GetParam().text)), GetParam().nodes);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, MapSourceTest,
    ::testing::Values(
        MapCase{"Empty", "", ""}, MapCase{"OnlyComments", "# a: 1\n#b: 2", ""},
        MapCase{"Scalars", "a: 1\nbc:  \"x\"\n  d: true",
                "a 1:4\nbc 2:6\nd 3:6\n"},
        MapCase{"NegativeNumber", "a: -1 b: - 2 c: 3",
                "a 1:4\nb 1:10\nc 1:17\n"},
        MapCase{"Floats", "a: 1.5f b: -inf c: 0x10", "a 1:4\nb 1:12\nc 1:20\n"},
        MapCase{"List", "a: [1, 2,\n 3] b: 4", "a 1:5\na 1:8\na 2:2\nb 2:8\n"},
        MapCase{"EmptyList", "a: [] b: 1", "b 1:10\n"},
        MapCase{"ListWithoutAColon", "a [ \"x\", \"y\" ]", "a 1:5\na 1:10\n"},
        MapCase{"FieldAgain", "a: 1 a: [2, 3] a: 4",
                "a 1:4\na 1:10\na 1:13\na 1:19\n"},
        MapCase{"Message", "a { b: 1 }\nc: { d: 2 }",
                "a 1:3\n  b 1:8\nc 2:4\n  d 2:9\n"},
        MapCase{"EmptyMessage", "a {} b: 1", "a 1:3\nb 1:9\n"},
        MapCase{"Nested", "a {\n  b {\n    c: [1, 2]\n  }\n  d: 3\n}\ne: 4",
                "a 1:3\n  b 2:5\n    c 3:9\n    c 3:12\n  d 5:6\ne 7:4\n"},
        MapCase{"ListOfMessages", "a: [{ b: 1 }, { b: 2 }] c: 3",
                "a 1:5\n  b 1:10\na 1:15\n  b 1:20\nc 1:28\n"},
        MapCase{"AngleBrackets", "a < b: 1 c <> > d: 2",
                "a 1:3\n  b 1:8\n  c 1:12\nd 1:20\n"},
        MapCase{"Separators", "a: 1, b: 2; c { d: 3; e: 4, }, f: 5",
                "a 1:4\nb 1:10\nc 1:15\n  d 1:20\n  e 1:26\nf 1:35\n"},
        MapCase{"Comments", "# first\na: # of a\n  1 # }\n# last\nb: 2",
                "a 3:3\nb 5:4\n"},
        MapCase{"CommentsInAList", "a: [ # one\n 1, # two\n 2 ]",
                "a 2:2\na 3:2\n"},
        MapCase{"AdjacentStrings", "a: \"x\" 'y'\n  \"z\" b: 1",
                "a 1:4\nb 2:10\n"},
        MapCase{"AdjacentStringsInAList", "a: [\"x\" \"y\", \"z\"] b: 1",
                "a 1:5\na 1:14\nb 1:22\n"},
        MapCase{"BracketsInStrings", "a: \"}\" b: \"[{<\" c: '# no' d: 1",
                "a 1:4\nb 1:11\nc 1:20\nd 1:30\n"},
        MapCase{"EscapesInStrings", R"(a: "\"}\\" b: 1)", "a 1:4\nb 1:15\n"},
        MapCase{"NoSpaces", "a{b:1c:2}d:[3,4]",
                "a 1:2\n  b 1:5\n  c 1:8\nd 1:13\nd 1:15\n"}),
    [](const auto& test) { return test.param.name; });

TEST(SourceNodeTest, FindsAValueByFieldAndIndex) {
  const SourceNode root = MapSource("a: 1 b { c: 2 } a: [3, 4] b {}");
  EXPECT_EQ(root.line, 0);
  EXPECT_EQ(root.column, 0);
  EXPECT_EQ(root.At("a").column, 4);
  EXPECT_EQ(root.At("a", 1).column, 21);
  EXPECT_EQ(root.At("a", 2).column, 24);
  EXPECT_EQ(root.At("b").At("c").column, 13);
  EXPECT_EQ(root.At("b", 1).column, 29);
}

TEST(SourceNodeTest, IsItselfWhereTheValueIsNotWritten) {
  const SourceNode root = MapSource("a: 1 b { c: 2 }");
  EXPECT_EQ(&root.At("a", 1), &root);
  EXPECT_EQ(&root.At("c"), &root);
  EXPECT_EQ(&root.At("b").At("x"), &root.At("b"));
  EXPECT_EQ(&root.At("x").At("y"), &root);
}

}  // namespace
}  // namespace authz
