#include "client/cc/address.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace client {
namespace {

struct Case {
  std::string name;
  std::string address;
  // Empty: not an address.
  std::string target;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class AddressTest : public testing::TestWithParam<Case> {};

TEST_P(AddressTest, IsATargetOrAnError) {
  const Case& c = GetParam();
  const absl::StatusOr<std::string> target = GrpcTarget(c.address);
  if (c.target.empty()) {
    EXPECT_EQ(std::string(target.status().message()),
              absl::StrCat("`", c.address,
                           "` is not an address, give `HOST:PORT` or "
                           "`unix:PATH`"));
  } else {
    ASSERT_TRUE(target.ok()) << target.status();
    EXPECT_EQ(*target, c.target);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, AddressTest,
    testing::ValuesIn(std::vector<Case>{
        {"Ipv4", "127.0.0.1:50051", "dns:///127.0.0.1:50051"},
        {"Ipv6", "[::1]:50051", "dns:///[::1]:50051"},
        {"Name", "localhost:1", "dns:///localhost:1"},
        {"LastPort", "a:65535", "dns:///a:65535"},
        {"UnixSocket", "unix:/run/authz.sock", "unix:/run/authz.sock"},
        {"Empty", "", ""},
        {"NoPort", "localhost", ""},
        {"EmptyPort", "localhost:", ""},
        {"PortZero", "localhost:0", ""},
        {"PortTooLarge", "localhost:65536", ""},
        {"PortNotANumber", "localhost:http", ""},
        {"PortWithSign", "localhost:+80", ""},
        {"NoHost", ":50051", ""},
        {"Ipv6WithoutBrackets", "::1:50051", ""},
        {"Url", "http://localhost:50051", ""},
        {"RelativeSocket", "unix:authz.sock", "unix:authz.sock"},
        {"NoSocket", "unix:", ""},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(AddressTest, IsNotOfAnAbstractSocket) {
  EXPECT_EQ(std::string(GrpcTarget("unix:@authz").status().message()),
            "`unix:@authz` would be an abstract socket, which no server "
            "listens on, give the path of its file");
}

TEST(AddressTest, OfASocketIsNotLongerThanTheSystemTakes) {
  const std::string longest = absl::StrCat("unix:/", std::string(106, 'x'));
  EXPECT_EQ(*GrpcTarget(longest), longest);
  EXPECT_EQ(std::string(GrpcTarget(longest + "x").status().message()),
            absl::StrCat("the path of `", longest,
                         "x` is longer than the 107 bytes that a Unix "
                         "socket's can have"));
}

}  // namespace
}  // namespace client
