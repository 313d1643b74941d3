#include "server/resources/container.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

struct Case {
  std::string name;
  // What the file of each group has.
  std::vector<std::pair<std::string, std::string>> groups;
  std::string proc_cgroup;
  std::optional<std::int64_t> limit;
};

void PrintTo(const Case& c, std::ostream* to) { *to << c.name; }

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

class GroupsTest : public testing::TestWithParam<Case> {
 protected:
  // The folder of the groups, each with a file of that name.
  std::string WriteGroups(const std::string& file) {
    for (const auto& [group, text] : GetParam().groups) {
      WriteFile(group, file, text);
    }
    return folder_.Path(".");
  }

  void WriteFile(const std::string& group, const std::string& file,
                 const std::string& text) {
    std::filesystem::create_directories(folder_.Path(group));
    folder_.Write(group + "/" + file, text);
  }

 private:
  const testing_support::TempFolder folder_;
};

class CpusOfQuotaTest : public GroupsTest {};

TEST_P(CpusOfQuotaTest, IsTheLeastOfTheGroups) {
  EXPECT_EQ(CpusOfQuota(GetParam().proc_cgroup, WriteGroups("cpu.max")),
            GetParam().limit);
}

INSTANTIATE_TEST_SUITE_P(
    Groups, CpusOfQuotaTest,
    testing::Values(
        Case{"AContainersOwn", {{".", "200000 100000\n"}}, "0::/\n", 2},
        Case{"PartOfACpuIsOne", {{".", "50000 100000\n"}}, "0::/\n", 1},
        Case{"OneAndAHalfAreTwo", {{".", "150000 100000\n"}}, "0::/\n", 2},
        Case{"NoQuota", {{".", "max 100000\n"}}, "0::/\n", {}},
        Case{"NoFile", {}, "0::/\n", {}},
        Case{"NoGroupOfVersion2", {{".", "200000 100000\n"}}, "4:cpu:/\n", {}},
        Case{"NotANumber", {{".", "many 100000\n"}}, "0::/\n", {}},
        Case{"NoPeriod", {{".", "200000\n"}}, "0::/\n", {}},
        Case{"PeriodOfZero", {{".", "200000 0\n"}}, "0::/\n", {}},
        Case{"OuterGroupHasFewer",
             {{"pod", "100000 100000\n"}, {"pod/app", "400000 100000\n"}},
             "0::/pod/app\n",
             1},
        Case{"InnerGroupHasFewer",
             {{"pod", "400000 100000\n"}, {"pod/app", "300000 100000\n"}},
             "1:name=systemd:/x\n0::/pod/app\n",
             3}),
    NameOf);

class CpusOfQuotaV1Test : public GroupsTest {};

TEST_P(CpusOfQuotaV1Test, IsTheLeastOfTheGroups) {
  for (const auto& [group, quota] : GetParam().groups) {
    WriteFile(group, "cpu.cfs_period_us", "100000\n");
  }
  EXPECT_EQ(
      CpusOfQuota(GetParam().proc_cgroup, WriteGroups("cpu.cfs_quota_us")),
      GetParam().limit);
}

INSTANTIATE_TEST_SUITE_P(
    Groups, CpusOfQuotaV1Test,
    testing::Values(
        Case{"AContainersOwn", {{"cpu", "150000\n"}}, "4:cpuacct,cpu:/\n", 2},
        Case{"NoQuota", {{"cpu", "-1\n"}}, "4:cpu,cpuacct:/\n", {}},
        Case{"OfCpuSets", {{"cpu", "150000\n"}}, "4:cpuset:/\n", {}},
        Case{"OuterGroupHasFewer",
             {{"cpu", "-1\n"},
              {"cpu/pod", "100000\n"},
              {"cpu/pod/app", "400000\n"}},
             "4:cpu:/pod/app\n0::/\n",
             1}),
    NameOf);

struct ThrottledCase {
  std::string name;
  // What cpu.stat of each group has.
  std::vector<std::pair<std::string, std::string>> groups;
  std::string proc_cgroup;
  absl::Duration throttled;
};

void PrintTo(const ThrottledCase& c, std::ostream* to) { *to << c.name; }

class ThrottledTest : public testing::TestWithParam<ThrottledCase> {};

TEST_P(ThrottledTest, IsTheLongestOfTheGroups) {
  const testing_support::TempFolder folder;
  for (const auto& [group, text] : GetParam().groups) {
    std::filesystem::create_directories(folder.Path(group));
    folder.Write(group + "/cpu.stat", text);
  }
  EXPECT_EQ(ThrottledOfControlGroups(GetParam().proc_cgroup, folder.Path(".")),
            GetParam().throttled);
}

constexpr char kStatistics[] =
    "usage_usec 9000000\nnr_periods 70\nnr_throttled 7\n"
    "throttled_usec 1500000\nnr_bursts 0\n";
constexpr char kStatisticsV1[] =
    "nr_periods 70\nnr_throttled 7\nthrottled_time 2500000000\n";

INSTANTIATE_TEST_SUITE_P(
    Groups, ThrottledTest,
    testing::Values(ThrottledCase{"AContainersOwn",
                                  {{".", kStatistics}},
                                  "0::/\n",
                                  absl::Milliseconds(1'500)},
                    ThrottledCase{"Version1",
                                  {{"cpu", kStatisticsV1}},
                                  "4:cpu,cpuacct:/\n",
                                  absl::Milliseconds(2'500)},
                    ThrottledCase{"OuterGroupLonger",
                                  {{"pod", kStatistics},
                                   {"pod/app", "throttled_usec 20\n"}},
                                  "0::/pod/app\n",
                                  absl::Milliseconds(1'500)},
                    ThrottledCase{"NoQuota",
                                  {{".", "usage_usec 9000000\nuser_usec 1\n"}},
                                  "0::/\n",
                                  absl::ZeroDuration()},
                    ThrottledCase{"NotANumber",
                                  {{".", "throttled_usec long\n"}},
                                  "0::/\n",
                                  absl::ZeroDuration()},
                    ThrottledCase{
                        "NoFile", {}, "0::/\n", absl::ZeroDuration()}),
    [](const testing::TestParamInfo<ThrottledCase>& info) {
      return info.param.name;
    });

TEST(UsableCpusTest, IsAtLeastOne) { EXPECT_GE(UsableCpus(), 1); }

class MemoryOfControlGroupsTest : public GroupsTest {};

TEST_P(MemoryOfControlGroupsTest, IsTheLeastOfThem) {
  EXPECT_EQ(
      MemoryOfControlGroups(GetParam().proc_cgroup, WriteGroups("memory.max")),
      GetParam().limit);
}

INSTANTIATE_TEST_SUITE_P(
    Groups, MemoryOfControlGroupsTest,
    testing::Values(
        Case{"AContainersOwn", {{".", "134217728\n"}}, "0::/\n", 134'217'728},
        Case{"NoLimit", {{".", "max\n"}}, "0::/\n", {}},
        Case{"NoFile", {}, "0::/\n", {}},
        Case{"NoGroupOfVersion2", {{".", "134217728\n"}}, "4:memory:/\n", {}},
        Case{"NotANumber", {{".", "128M\n"}}, "0::/\n", {}},
        Case{"Zero", {{".", "0\n"}}, "0::/\n", {}},
        Case{"OuterGroupHasLess",
             {{"pod", "1000\n"}, {"pod/app", "2000\n"}},
             "0::/pod/app\n",
             1'000},
        Case{"InnerGroupHasLess",
             {{"pod", "max\n"}, {"pod/app", "2000\n"}},
             "1:name=systemd:/x\n0::/pod/app\n",
             2'000}),
    NameOf);

class MemoryOfControlGroupsV1Test : public GroupsTest {};

TEST_P(MemoryOfControlGroupsV1Test, IsTheLeastOfThem) {
  EXPECT_EQ(MemoryOfControlGroups(GetParam().proc_cgroup,
                                  WriteGroups("memory.limit_in_bytes")),
            GetParam().limit);
}

// Without a limit a group has the largest number of whole pages.
INSTANTIATE_TEST_SUITE_P(
    Groups, MemoryOfControlGroupsV1Test,
    testing::Values(
        Case{"AContainersOwn", {{"memory", "1000\n"}}, "4:memory:/\n", 1'000},
        Case{"AContainersOwnByItsNameOutside",
             {{"memory", "1000\n"}},
             "11:cpu,cpuacct:/docker/3f2a\n4:memory:/docker/3f2a\n",
             1'000},
        Case{"BesideVersion2",
             {{"memory/app", "1000\n"}},
             "4:memory:/app\n0::/app\n",
             1'000},
        Case{"NoLimit",
             {{"memory", "9223372036854771712\n"}},
             "4:memory:/\n",
             {}},
        Case{"NoFile", {}, "4:memory:/\n", {}},
        Case{"NoPath", {{"memory", "1000\n"}}, "4:memory\n", {}},
        Case{"NotTheController", {{"memory", "1000\n"}}, "4:memo:/\n", {}},
        Case{"OuterGroupHasLess",
             {{"memory", "9223372036854771712\n"},
              {"memory/pod", "1000\n"},
              {"memory/pod/app", "2000\n"}},
             "4:memory:/pod/app\n",
             1'000}),
    NameOf);

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
