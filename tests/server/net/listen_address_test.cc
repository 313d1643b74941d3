#include "server/net/listen_address.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace server {
namespace {

// The longest path that fits into a Unix socket's address.
const std::string& LongestPath() {
  static const auto& path =
      *new std::string(absl::StrCat("/", std::string(106, 'a')));
  return path;
}

// Every part of every address, so that nothing can hide in another part.
std::string Show(const std::vector<ListenAddress>& addresses) {
  return absl::StrJoin(
      addresses, " ", [](std::string* out, const ListenAddress& address) {
        absl::StrAppend(out, "host=", address.host, ";port=", address.port,
                        ";unix=", address.unix_path);
      });
}

struct GoodCase {
  std::string name;
  std::string text;
  std::string parts;
  // How ToString writes them, where that differs from `text`.
  std::string written;
};

void PrintTo(const GoodCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class GoodListenAddressTest : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodListenAddressTest, IsParsedAndWrittenBack) {
  const GoodCase& test_case = GetParam();
  const absl::StatusOr<std::vector<ListenAddress>> addresses =
      ParseListenAddresses(test_case.text);
  ASSERT_TRUE(addresses.ok()) << addresses.status();
  EXPECT_EQ(Show(*addresses), test_case.parts);
  EXPECT_EQ(absl::StrJoin(*addresses, ",",
                          [](std::string* out, const ListenAddress& address) {
                            absl::StrAppend(out, ToString(address));
                          }),
            test_case.written.empty() ? test_case.text : test_case.written);
  for (const ListenAddress& address : *addresses) {
    EXPECT_EQ(address.is_unix(), !address.unix_path.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodListenAddressTest,
    testing::ValuesIn(std::vector<GoodCase>{
        {"Ipv4", "127.0.0.1:50051", "host=127.0.0.1;port=50051;unix=", ""},
        {"ChosenPort", "127.0.0.1:0", "host=127.0.0.1;port=0;unix=", ""},
        {"HighestPort", "0.0.0.0:65535", "host=0.0.0.0;port=65535;unix=", ""},
        {"HostName", "localhost:80", "host=localhost;port=80;unix=", ""},
        {"Ipv6", "[::1]:50051", "host=::1;port=50051;unix=", ""},
        {"Ipv6Any", "[::]:1", "host=::;port=1;unix=", ""},
        {"BracketsThatAreNotNeeded", "[127.0.0.1]:80",
         "host=127.0.0.1;port=80;unix=", "127.0.0.1:80"},
        {"LeadingZeros", "127.0.0.1:0080",
         "host=127.0.0.1;port=80;unix=", "127.0.0.1:80"},
        {"Unix", "unix:/run/authz.sock", "host=;port=;unix=/run/authz.sock",
         ""},
        {"UnixRelative", "unix:authz.sock", "host=;port=;unix=authz.sock", ""},
        {"UnixWithColon", "unix:/a:1", "host=;port=;unix=/a:1", ""},
        {"UnixLongest", absl::StrCat("unix:", LongestPath()),
         absl::StrCat("host=;port=;unix=", LongestPath()), ""},
        {"Several", "127.0.0.1:1,[::1]:2,unix:/a",
         "host=127.0.0.1;port=1;unix= host=::1;port=2;unix= "
         "host=;port=;unix=/a",
         ""},
        {"TheSameTwice", "unix:/a,127.0.0.1:1,127.0.0.1:01,unix:/a,[::1]:1",
         "host=;port=;unix=/a host=127.0.0.1;port=1;unix= "
         "host=::1;port=1;unix=",
         "unix:/a,127.0.0.1:1,[::1]:1"},
        {"ChosenPortTwice", "127.0.0.1:0,127.0.0.1:0",
         "host=127.0.0.1;port=0;unix= host=127.0.0.1;port=0;unix=", ""},
        {"SpaceAroundCommas", " 127.0.0.1:1 , unix:/a ",
         "host=127.0.0.1;port=1;unix= host=;port=;unix=/a",
         "127.0.0.1:1,unix:/a"},
    }),
    [](const testing::TestParamInfo<GoodCase>& info) {
      return info.param.name;
    });

std::string BadAddress(const std::string& text) {
  return absl::StrCat("bad address `", text,
                      "`, write `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`");
}

struct BadCase {
  std::string name;
  std::string text;
  std::string error;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadListenAddressTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadListenAddressTest, IsRefused) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses =
      ParseListenAddresses(GetParam().text);
  ASSERT_FALSE(addresses.ok()) << Show(*addresses);
  EXPECT_EQ(addresses.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(addresses.status().message()), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadListenAddressTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"Empty", "", BadAddress("")},
        {"OnlySpace", " ", BadAddress("")},
        {"NoPort", "127.0.0.1", BadAddress("127.0.0.1")},
        {"EmptyPort", "127.0.0.1:", BadAddress("127.0.0.1:")},
        {"OnlyPort", ":50051", BadAddress(":50051")},
        {"OnlyColon", ":", BadAddress(":")},
        {"PortIsAName", "127.0.0.1:http", BadAddress("127.0.0.1:http")},
        {"PortTooHigh", "127.0.0.1:65536", BadAddress("127.0.0.1:65536")},
        {"PortFarTooHigh", "127.0.0.1:4294967376",
         BadAddress("127.0.0.1:4294967376")},
        {"PortNegative", "127.0.0.1:-1", BadAddress("127.0.0.1:-1")},
        {"PortWithSign", "127.0.0.1:+80", BadAddress("127.0.0.1:+80")},
        {"PortAfterSpace", "127.0.0.1: 80", BadAddress("127.0.0.1: 80")},
        {"PortWithText", "127.0.0.1:80x", BadAddress("127.0.0.1:80x")},
        {"Ipv6WithoutBrackets", "::1:50051", BadAddress("::1:50051")},
        {"Ipv6WithoutPort", "[::1]", BadAddress("[::1]")},
        {"EmptyBrackets", "[]:80", BadAddress("[]:80")},
        {"BracketNotClosed", "[::1:80", BadAddress("[::1:80")},
        {"BracketNotClosedAroundName", "[localhost:80",
         BadAddress("[localhost:80")},
        {"BracketNotOpened", "localhost]:80", BadAddress("localhost]:80")},
        {"TextAfterBracket", "[::1]x:80", BadAddress("[::1]x:80")},
        {"Url", "http://localhost:80", BadAddress("http://localhost:80")},
        {"EmptyBetweenCommas", "127.0.0.1:1,,127.0.0.1:2", BadAddress("")},
        {"CommaAtTheEnd", "127.0.0.1:1,", BadAddress("")},
        {"SecondIsBad", "127.0.0.1:1,nowhere", BadAddress("nowhere")},
        {"UnixWithoutPath",
         "unix:", "`unix:` has no path, write `unix:/path/to/authz.sock`"},
        {"AbstractSocket", "unix:@authz",
         "`unix:@authz` would be an abstract socket, to which anybody can "
         "connect, write `unix:/path/to/authz.sock`"},
        {"AbstractSocketOfGrpc", "unix-abstract:authz",
         BadAddress("unix-abstract:authz")},
        {"UnixPathTooLong", absl::StrCat("unix:", LongestPath(), "a"),
         absl::StrCat("path of a Unix socket is longer than 107 bytes: `",
                      LongestPath(), "a`")},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server
