#include "base/version.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace base {
namespace {

TEST(VersionTest, IsOfThreeNumbersAndTheLabelOfTheBuild) {
  EXPECT_THAT(
      std::string(Version()),
      testing::MatchesRegex("[0-9]+([.][0-9]+){2}([+][-.0-9A-Za-z]+)?"));
}

}  // namespace
}  // namespace base
