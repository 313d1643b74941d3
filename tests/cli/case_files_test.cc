#include "cli/case_files.h"

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "authz/policy_tests/case.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::ElementsAre;

// A file of one case.
std::string Case(const std::string& name, const std::string& more = "") {
  return absl::StrCat("case { name: '", name, "' ", more,
                      " expect { reason: REASON_MISSING_FACTS } }");
}

class CaseFilesTest : public testing::Test {
 protected:
  // "PATH NAME" for each case, or the error.
  static std::vector<std::string> Read(const std::vector<std::string>& paths) {
    const absl::StatusOr<std::vector<CaseFile>> files = ReadCaseFiles(paths);
    if (!files.ok()) {
      EXPECT_EQ(files.status().code(), absl::StatusCode::kInvalidArgument);
      return {std::string(files.status().message())};
    }
    std::vector<std::string> cases;
    for (const CaseFile& file : *files) {
      for (const authz::TestCase& test_case : file.cases) {
        cases.push_back(absl::StrCat(file.path, " ", test_case.name));
      }
    }
    return cases;
  }

  testing_support::TempFolder folder_;
};

TEST_F(CaseFilesTest, FilesInTheOrderGiven) {
  const std::string b = folder_.Write("b", Case("of b"));
  const std::string a = folder_.Write("a", Case("of a"));
  EXPECT_THAT(Read({b, a, b}),
              ElementsAre(b + " of b", a + " of a", b + " of b"));
}

TEST_F(CaseFilesTest, OfAFolderThoseWithTheExtensionByName) {
  const std::string c = folder_.Write("c.txtpb", Case("of c"));
  const std::string b = folder_.Write("b.txtpb", Case("of b"));
  folder_.Write("a.txt", Case("of a"));
  const std::string other = folder_.Write("other", Case("of other"));
  EXPECT_THAT(Read({other, folder_.Path("")}),
              ElementsAre(other + " of other", b + " of b", c + " of c"));
}

TEST_F(CaseFilesTest, NoPathsNoFiles) {
  EXPECT_THAT(Read({}), testing::IsEmpty());
}

TEST_F(CaseFilesTest, EveryMistakeIsReported) {
  const std::string bad = folder_.Write("bad", "case { }");
  const std::string good = folder_.Write("good", Case("good"));
  const std::string none = folder_.Path("none");
  const std::string here = folder_.Path("");
  EXPECT_THAT(Read({bad, none, good, here}),
              ElementsAre(absl::StrCat(
                  bad, ":1:6: error: the case has no name, give it one\n", bad,
                  ":1:6: error: case ``: `expect` has no `reason`, set it\n",
                  "cannot read `", none, "`: no such file or directory\n", "`",
                  here, "` has no file that ends in `.txtpb`")));
}

TEST_F(CaseFilesTest, OfFixturesOnlyAreLeftOut) {
  const std::string fixtures =
      folder_.Write("a.txtpb", "fixture { name: 'ana' }");
  const std::string b = folder_.Write(
      "b.txtpb", "include: 'a.txtpb' " + Case("of b", "use: 'ana'"));
  EXPECT_THAT(Read({folder_.Path(""), fixtures}), ElementsAre(b + " of b"));
}

TEST_F(CaseFilesTest, NoCaseInAnyFileIsAMistake) {
  const std::string fixtures =
      folder_.Write("a.txtpb", "fixture { name: 'ana' }");
  const std::string here = folder_.Path("");
  EXPECT_THAT(Read({fixtures, here}),
              ElementsAre(absl::StrCat(
                  "`", fixtures, "` has no case, name a file with cases\n", "`",
                  here, "` has no case, name a file with cases")));
}

TEST_F(CaseFilesTest, IncludesFromTheFolderOfTheFile) {
  folder_.Write("ana", "fixture { name: 'ana' }");
  std::filesystem::create_directory(folder_.Path("below"));
  folder_.Write("below/bob",
                "include: '../ana' fixture { name: 'bob' use: 'ana' }");
  const std::string a =
      folder_.Write("a", "include: ['ana', './below/bob'] " +
                             Case("of a", "use: ['ana', 'bob']"));
  EXPECT_THAT(Read({a}), ElementsAre(a + " of a"));
}

struct BadInclude {
  std::string name;
  // By name, in the folder that is read.
  std::map<std::string, std::string> files;
  // "DIR" stands for the folder.
  std::vector<std::string> mistakes;
};

void PrintTo(const BadInclude& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadIncludeTest : public CaseFilesTest,
                       public testing::WithParamInterface<BadInclude> {};

TEST_P(BadIncludeTest, IsReported) {
  for (const auto& [name, text] : GetParam().files) folder_.Write(name, text);
  const std::string folder = folder_.Path("");
  EXPECT_THAT(Read({folder}), ElementsAre(absl::StrReplaceAll(
                                  absl::StrJoin(GetParam().mistakes, "\n"),
                                  {{"DIR/", folder}})));
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, BadIncludeTest,
    testing::Values(
        BadInclude{"OfAMissingFile",
                   {{"a.txtpb", "\ninclude: 'none' " + Case("a")}},
                   {"DIR/a.txtpb:2:10: error: cannot read `DIR/none`: no such "
                    "file or directory"}},
        BadInclude{"OfAFileWithCases",
                   {{"a.txtpb", "include: 'b.txtpb' " + Case("a")},
                    {"b.txtpb", Case("b")}},
                   {"DIR/a.txtpb:1:10: error: `b.txtpb` has cases, include a "
                    "file of fixtures only"}},
        BadInclude{"OfItself",
                   {{"a.txtpb", "include: 'a.txtpb' " + Case("a")}},
                   {"DIR/a.txtpb:1:10: error: `DIR/a.txtpb` includes this "
                    "file, take one `include` out"}},
        BadInclude{"OfEachOther",
                   {{"a.txtpb", "include: 'b.txtpb' fixture { name: 'a' }"},
                    {"b.txtpb", "include: 'a.txtpb' fixture { name: 'b' }"}},
                   {"DIR/b.txtpb:1:10: error: `DIR/a.txtpb` includes this "
                    "file, take one `include` out",
                    "DIR/a.txtpb:1:10: error: `b.txtpb` has mistakes, mend it "
                    "first"}},
        BadInclude{"TheIncludedFilesMistakesAreToldOnce",
                   {{"a.txtpb", "include: 'fixtures' " + Case("a")},
                    {"b.txtpb", "include: './fixtures' " + Case("b")},
                    {"fixtures", "\nfixture { }"}},
                   {"DIR/fixtures:2:9: error: the fixture has no name, give it "
                    "one",
                    "DIR/a.txtpb:1:10: error: `fixtures` has mistakes, mend it "
                    "first",
                    "DIR/b.txtpb:1:10: error: `./fixtures` has mistakes, mend "
                    "it first"}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cli
