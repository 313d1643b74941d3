#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/resources/container.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

struct Group {
  std::string name;
  std::string memory_max;
};

struct Case {
  std::string name;
  std::vector<Group> groups;
  std::string proc_cgroup;
  std::int64_t bytes;  // 0: no limit.
};

class MemoryOfControlGroupsTest : public testing::TestWithParam<Case> {};

TEST_P(MemoryOfControlGroupsTest, IsTheLeastOfThem) {
  const testing_support::TempFolder folder;
  for (const Group& group : GetParam().groups) {
    std::filesystem::create_directories(folder.Path(group.name));
    folder.Write(group.name + "/memory.max", group.memory_max);
  }
  EXPECT_EQ(MemoryOfControlGroups(GetParam().proc_cgroup, folder.Path("."))
                .value_or(0),
            GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Groups, MemoryOfControlGroupsTest,
    testing::Values(
        Case{"AContainersOwn", {{".", "134217728\n"}}, "0::/\n", 134'217'728},
        Case{"NoLimit", {{".", "max\n"}}, "0::/\n", 0},
        Case{"NoFile", {}, "0::/\n", 0},
        Case{"NoGroupOfVersion2", {{".", "134217728\n"}}, "4:memory:/\n", 0},
        Case{"NotANumber", {{".", "128M\n"}}, "0::/\n", 0},
        Case{"Zero", {{".", "0\n"}}, "0::/\n", 0},
        Case{"OuterGroupHasLess",
             {{"pod", "1000\n"}, {"pod/app", "2000\n"}},
             "0::/pod/app\n",
             1'000},
        Case{"InnerGroupHasLess",
             {{"pod", "max\n"}, {"pod/app", "2000\n"}},
             "1:name=systemd:/x\n0::/pod/app\n",
             2'000}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

constexpr std::int64_t kMiB = std::int64_t{1} << 20U;

TEST(MaxOfContainerTest, LeavesAThirdAnd96MiBAtTheLeast) {
  EXPECT_EQ(MaxOfContainer(900 * kMiB), 600 * kMiB);
  EXPECT_EQ(MaxOfContainer(288 * kMiB), 192 * kMiB);
  EXPECT_EQ(MaxOfContainer(256 * kMiB), 160 * kMiB);
  EXPECT_LT(MaxOfContainer(64 * kMiB), 0);
}

TEST(MemoryWithinTest, IsWhatIsWantedWhereThereIsRoom) {
  EXPECT_EQ(MemoryWithin(std::nullopt, 40 * kMiB, 224 * kMiB), 224 * kMiB);
  EXPECT_EQ(MemoryWithin(512 * kMiB, 40 * kMiB, 224 * kMiB), 224 * kMiB);
}

TEST(MemoryWithinTest, IsTheMostOfTheContainerWhereThatIsLess) {
  EXPECT_EQ(MemoryWithin(256 * kMiB, 40 * kMiB, 224 * kMiB), 160 * kMiB);
}

TEST(MemoryWithinTest, IsNeverLessThanAServerTakes) {
  EXPECT_EQ(MemoryWithin(128 * kMiB, 40 * kMiB, 224 * kMiB), 40 * kMiB);
  EXPECT_EQ(MemoryWithin(1, 40 * kMiB, 224 * kMiB), 40 * kMiB);
}

}  // namespace
}  // namespace server
