#include "cli/case_files.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/policy_tests/case.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::ElementsAre;

// A file of one case.
std::string Case(const std::string& name) {
  return absl::StrCat("case { name: '", name,
                      "' expect { reason: REASON_MISSING_FACTS } }");
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

}  // namespace
}  // namespace cli
