#include "base/libraries.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace base {
namespace {

TEST(LibrariesTest, AreToldAfterTheProgramsOwnVersion) {
  constexpr char kNumbers[] = " [0-9]+([.][0-9]+)+[-+.0-9A-Za-z]*\n";
  const std::string text = VersionText("authz");
  const std::string own = absl::StrCat("authz ", Version(), "\n");
  ASSERT_EQ(text.substr(0, own.size()), own);
  EXPECT_THAT(text.substr(own.size()),
              testing::MatchesRegex(absl::StrCat("OpenSSL", kNumbers, "gRPC",
                                                 kNumbers, "Protobuf", kNumbers,
                                                 "Abseil", kNumbers)));
}

}  // namespace
}  // namespace base
