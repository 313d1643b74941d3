// What ParseOptions says of a command line or an environment that is wrong.

#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/options.h"

namespace server {
namespace {

struct BadCase {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string error;
};

class OptionsErrorTest : public testing::TestWithParam<BadCase> {
  const absl::FlagSaver saver_;
};

TEST_P(OptionsErrorTest, AreRefusedInOneLine) {
  const absl::StatusOr<Options> options =
      ParseOptions(GetParam().arguments, GetParam().environment);
  ASSERT_FALSE(options.ok());
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(options.status().message()), GetParam().error);
  EXPECT_FALSE(absl::StrContains(options.status().message(), '\n'));
}

std::string NameOf(const testing::TestParamInfo<BadCase>& info) {
  return info.param.name;
}

std::string NotANumber(const std::string& flag, const std::string& value) {
  return absl::StrCat("`", flag, "` cannot be `", value,
                      "`: give a whole number from -2147483648 to 2147483647");
}

std::string NoValue(const std::string& given_as) {
  return absl::StrCat("`", given_as,
                      "` is given no value, leave it out or give it one");
}

std::string BadMode(const std::string& value) {
  return absl::StrCat("flag `--socket_mode`: bad mode `", value,
                      "`, write octal digits such as 0660");
}

std::string BadMetricsAddress(const std::string& value) {
  return absl::StrCat("flag `--metrics_listen`: bad address `", value,
                      "`, write `HOST:PORT` with a name or an IPv4 address");
}

INSTANTIATE_TEST_SUITE_P(
    Names, OptionsErrorTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"UnknownFlag",
         {"--lisen=127.0.0.1:1"},
         {},
         "unknown flag `--lisen`, did you mean `--listen`"},
        {"UnknownFlagWithNothingNear",
         {"--frobnicate"},
         {},
         "unknown flag `--frobnicate`"},
        {"DashForUnderscore",
         {"--max-batch=1"},
         {},
         "unknown flag `--max-batch`, did you mean `--max_batch`"},
        // A flag of Abseil's or Protobuf's own, were there one, is none of the
        // server's.
        {"LibrarysFlag", {"--flagfile=x"}, {}, "unknown flag `--flagfile`"},
        {"PositionalArgument",
         {"127.0.0.1:50051"},
         {},
         "unexpected argument `127.0.0.1:50051`, flags start with `--`"},
        {"PositionalArgumentAfterFlags",
         {"--max_batch=1", "policy.txtpb"},
         {},
         "unexpected argument `policy.txtpb`, flags start with `--`"},
        {"ArgumentAfterTwoDashes",
         {"--", "--help"},
         {},
         "unexpected argument `--help`, flags start with `--`"},
        {"UnknownVariable",
         {},
         {"AUTHZ_LISEN=127.0.0.1:1"},
         "the environment variable `AUTHZ_LISEN` names no flag, did you mean "
         "`AUTHZ_LISTEN`"},
        {"UnknownVariableWithNothingNear",
         {},
         {"AUTHZ_FROBNICATE=1"},
         "the environment variable `AUTHZ_FROBNICATE` names no flag"},
        {"VariableThatIsNoneOfKubernetes",
         {},
         {"AUTHZ_PORT=50051"},
         "the environment variable `AUTHZ_PORT` names no flag"},
        {"LowerCaseVariable",
         {},
         {"AUTHZ_listen=127.0.0.1:1"},
         "the environment variable `AUTHZ_listen` names no flag"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Values, OptionsErrorTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"ListenEmpty", {"--listen="}, {}, NoValue("--listen")},
        {"ListenWithoutPort",
         {"--listen=127.0.0.1"},
         {},
         "flag `--listen`: bad address `127.0.0.1`, write `HOST:PORT`, "
         "`[IPV6]:PORT` or `unix:PATH`"},
        {"ListenUnixWithoutPath",
         {"--listen=unix:"},
         {},
         "flag `--listen`: `unix:` has no path, write "
         "`unix:/path/to/authz.sock`"},
        {"ListenUnixPathTooLong",
         {absl::StrCat("--listen=unix:", std::string(108, 'a'))},
         {},
         absl::StrCat("flag `--listen`: path of a Unix socket is longer than "
                      "107 bytes: `",
                      std::string(108, 'a'), "`")},
        {"ListenWithoutValue",
         {"--listen"},
         {},
         "`--listen` needs a value, write `--listen=VALUE`"},
        {"PolicyEmpty", {"--policy="}, {}, NoValue("--policy")},
        {"PolicyEmptyByEnvironment",
         {},
         {"AUTHZ_POLICY="},
         NoValue("AUTHZ_POLICY")},
        {"SocketModeEmpty", {"--socket_mode="}, {}, NoValue("--socket_mode")},
        {"SocketModeDigit", {"--socket_mode=0668"}, {}, BadMode("0668")},
        {"SocketModeSymbolic", {"--socket_mode=u+rw"}, {}, BadMode("u+rw")},
        {"SocketModeNegative", {"--socket_mode=-1"}, {}, BadMode("-1")},
        {"SocketModeSticky", {"--socket_mode=1777"}, {}, BadMode("1777")},
        {"SocketModeOverflowing",
         {"--socket_mode=40000000000660"},
         {},
         BadMode("40000000000660")},
        {"SocketModeByEnvironment", {}, {"AUTHZ_SOCKET_MODE=x"}, BadMode("x")},
        {"SocketGroupNumberTooLarge",
         {"--listen=unix:/a", "--socket_group=4294967295"},
         {},
         "flag `--socket_group`: bad group id `4294967295`"},
        {"SocketGroupNegative",
         {"--listen=unix:/a", "--socket_group=-1"},
         {},
         "flag `--socket_group`: no group is named `-1`, give its name or "
         "number"},
        {"PolicyWithoutValue",
         {"--policy"},
         {},
         "`--policy` needs a value, write `--policy=VALUE`"},
        {"MaxBatchZero",
         {"--max_batch=0"},
         {},
         "flag `--max_batch`: `0` is not positive"},
        {"MaxBatchNegative",
         {"--max_batch=-1"},
         {},
         "flag `--max_batch`: `-1` is not positive"},
        {"MaxBatchWord",
         {"--max_batch=many"},
         {},
         NotANumber("--max_batch", "many")},
        {"ThreadsNegative",
         {"--threads=-1"},
         {},
         "flag `--threads`: `-1` is not a number from 0 to 1000"},
        {"ThreadsTooMany",
         {"--threads=1001"},
         {},
         "flag `--threads`: `1001` is not a number from 0 to 1000"},
        {"MaxBatchEmpty", {"--max_batch="}, {}, NoValue("--max_batch")},
        {"MaxBatchTooLarge",
         {"--max_batch=2147483648"},
         {},
         NotANumber("--max_batch", "2147483648")},
        {"MaxBatchByEnvironment",
         {},
         {"AUTHZ_MAX_BATCH=many"},
         NotANumber("AUTHZ_MAX_BATCH", "many")},
        {"MaxTargetsZero",
         {"--max_targets=0"},
         {},
         "flag `--max_targets`: `0` is not positive"},
        {"MaxTargetsFraction",
         {"--max_targets=1.5"},
         {},
         NotANumber("--max_targets", "1.5")},
        {"MaxRequestBytesZero",
         {"--max_request_bytes=0"},
         {},
         "flag `--max_request_bytes`: `0` is not positive"},
        {"MaxRequestBytesWithAnotherUnit",
         {"--max_request_bytes=4MB"},
         {},
         "`--max_request_bytes` cannot be `4MB`: give bytes such as `1000`, "
         "`64KiB`, `4MiB` or `1GiB`"},
        {"MaxMemoryNegative",
         {"--max_memory=-1"},
         {},
         "`--max_memory` cannot be `-1`: give bytes such as `1000`, `64KiB`, "
         "`4MiB` or `1GiB`"},
        {"MaxRequestBytesTooMany",
         {"--max_request_bytes=2GiB"},
         {},
         "flag `--max_request_bytes`: `2GiB` is more than 2147483647"},
        {"MetricsListenWithoutPort",
         {"--metrics_listen=127.0.0.1"},
         {},
         BadMetricsAddress("127.0.0.1")},
        {"MetricsListenSeveral",
         {"--metrics_listen=127.0.0.1:1,127.0.0.1:2"},
         {},
         BadMetricsAddress("127.0.0.1:1,127.0.0.1:2")},
        {"MetricsListenUnix",
         {"--metrics_listen=unix:/a"},
         {},
         BadMetricsAddress("unix:/a")},
        {"MetricsListenIpv6",
         {"--metrics_listen=[::1]:1"},
         {},
         BadMetricsAddress("[::1]:1")},
        {"HelpIsNoBool",
         {"--help=maybe"},
         {},
         "`--help` cannot be `maybe`: give `true` or `false`"},
        {"VersionIsNoBool",
         {},
         {"AUTHZ_VERSION=maybe"},
         "`AUTHZ_VERSION` cannot be `maybe`: give `true` or `false`"},
    }),
    NameOf);

}  // namespace
}  // namespace server
