#include "base/read_file.h"

#include <sys/stat.h>

#include <fstream>
#include <ostream>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace base {
namespace {

constexpr std::size_t kMaxSize = std::size_t{16} << 20U;

class ReadFileTest : public testing::Test {
 protected:
  ReadFileTest() {
    folder_.Write("file", "text");
    folder_.Write("largest", std::string(kMaxSize, 'a'));
    folder_.Write("too_large", std::string(kMaxSize + 1, 'a'));
    EXPECT_EQ(mkfifo(folder_.Path("pipe").c_str(), 0600), 0);
  }

  const testing_support::TempFolder folder_;
};

TEST_F(ReadFileTest, RegularFilesAreReadWhole) {
  for (const char* name : {"file", "largest"}) {
    const std::string path = folder_.Path(name);
    const absl::StatusOr<std::string> text = ReadRegularFile(path);
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(*text, *ReadFile(path)) << name;
  }
  EXPECT_EQ(*ReadRegularFile(folder_.Path("file")), "text");
}

// The command takes what a shell's `<(...)` gives.
TEST_F(ReadFileTest, APipeIsWaitedForWhereItMayBeOne) {
  const std::string path = folder_.Path("pipe");
  std::thread writer([path] { std::ofstream(path) << "piped"; });
  const absl::StatusOr<std::string> text = ReadFile(path);
  writer.join();
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, "piped");
}

struct Case {
  std::string name;
  // "DIR" stands for the folder of the files, in the error too.
  std::string path;
  std::string why;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class NoRegularFileTest : public ReadFileTest,
                          public testing::WithParamInterface<Case> {};

TEST_P(NoRegularFileTest, IsToldOfAtOnce) {
  const std::string path =
      absl::StrReplaceAll(GetParam().path, {{"DIR", folder_.Path("")}});
  EXPECT_EQ(ReadRegularFile(path).status(),
            absl::InvalidArgumentError(
                absl::StrCat("cannot read `", path, "`: ", GetParam().why)));
}

INSTANTIATE_TEST_SUITE_P(
    All, NoRegularFileTest,
    testing::Values(Case{"None", "DIRnone", "no such file or directory"},
                    Case{"Folder", "DIR", "is a directory"},
                    Case{"Pipe", "DIRpipe",
                         "it is a pipe or a device, give a regular file"},
                    Case{"Device", "/dev/zero",
                         "it is a pipe or a device, give a regular file"},
                    Case{"TooLarge", "DIRtoo_large",
                         "it is larger than 16777216 bytes"}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace base
