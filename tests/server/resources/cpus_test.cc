#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/resources/container.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

struct Quota {
  std::string group;
  std::string cpu_max;
};

struct Case {
  std::string name;
  std::vector<Quota> quotas;
  std::string proc_cgroup;
  int cpus;  // 0: no quota.
};

class CpusOfQuotaTest : public testing::TestWithParam<Case> {};

TEST_P(CpusOfQuotaTest, IsTheLeastOfTheGroups) {
  const testing_support::TempFolder folder;
  for (const Quota& quota : GetParam().quotas) {
    std::filesystem::create_directories(folder.Path(quota.group));
    folder.Write(quota.group + "/cpu.max", quota.cpu_max);
  }
  EXPECT_EQ(CpusOfQuota(GetParam().proc_cgroup, folder.Path(".")).value_or(0),
            GetParam().cpus);
}

INSTANTIATE_TEST_SUITE_P(
    Groups, CpusOfQuotaTest,
    testing::Values(
        Case{"AContainersOwn", {{".", "200000 100000\n"}}, "0::/\n", 2},
        Case{"PartOfACpuIsOne", {{".", "50000 100000\n"}}, "0::/\n", 1},
        Case{"OneAndAHalfAreTwo", {{".", "150000 100000\n"}}, "0::/\n", 2},
        Case{"NoQuota", {{".", "max 100000\n"}}, "0::/\n", 0},
        Case{"NoFile", {}, "0::/\n", 0},
        Case{"NoGroupOfVersion2", {{".", "200000 100000\n"}}, "4:cpu:/\n", 0},
        Case{"NotANumber", {{".", "many 100000\n"}}, "0::/\n", 0},
        Case{"NoPeriod", {{".", "200000\n"}}, "0::/\n", 0},
        Case{"PeriodOfZero", {{".", "200000 0\n"}}, "0::/\n", 0},
        Case{"OuterGroupHasFewer",
             {{"pod", "100000 100000\n"}, {"pod/app", "400000 100000\n"}},
             "0::/pod/app\n",
             1},
        Case{"InnerGroupHasFewer",
             {{"pod", "400000 100000\n"}, {"pod/app", "300000 100000\n"}},
             "1:name=systemd:/x\n0::/pod/app\n",
             3}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(UsableCpusTest, IsAtLeastOne) { EXPECT_GE(UsableCpus(), 1); }

}  // namespace
}  // namespace server
