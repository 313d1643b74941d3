#include "base/version.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace base {
namespace {

TEST(VersionTest, IsOfThreeNumbers) {
  EXPECT_THAT(VersionWithLabel(""),
              testing::MatchesRegex("[0-9]+(\\.[0-9]+){2}"));
}

TEST(VersionTest, EndsWithTheLabelOfTheBuild) {
  EXPECT_EQ(VersionWithLabel("3f2a1c9"), VersionWithLabel("") + "+3f2a1c9");
  EXPECT_EQ(VersionWithLabel("v1-2.dirty"),
            VersionWithLabel("") + "+v1-2.dirty");
}

TEST(VersionTest, LeavesOutWhatNoVersionMayHave) {
  EXPECT_EQ(VersionWithLabel("my \"build\"_1"), VersionWithLabel("mybuild1"));
  EXPECT_EQ(VersionWithLabel(" \n"), VersionWithLabel(""));
}

}  // namespace
}  // namespace base
