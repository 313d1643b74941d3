#include "server/options.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/flags.h"
#include "gtest/gtest.h"
#include "server/net/listen_address.h"
#include "server/resources/container.h"

namespace server {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20U;

// Flags belong to the whole process.
class OptionsTest : public testing::Test {
 protected:
  static Options Parse(
      const std::vector<std::string>& arguments,
      const std::vector<std::string>& environment = {},
      std::optional<std::int64_t> container_memory = std::nullopt) {
    absl::StatusOr<Options> options =
        ParseOptions(arguments, environment, container_memory);
    EXPECT_TRUE(options.ok()) << options.status();
    return options.ok() ? *std::move(options) : Options();
  }

 private:
  const absl::FlagSaver saver_;
};

TEST_F(OptionsTest, EveryFlagSetsItsOption) {
  const Options options = Parse({
      "--listen=[::1]:1,unix:/a",
      "--socket_mode=604",
      "--socket_group=root",
      "--tls_cert=/c",
      "--tls_key=/k",
      "--tls_client_ca=/a",
      "--callers=/j",
      "--policy=/p",
      "--max_batch=1",
      "--max_targets=2",
      "--max_request_bytes=3",
      "--threads=4",
      "--metrics_listen=localhost:9464",
      "--metrics_libraries",
      "--drain_delay=5s",
      "--drain_timeout=6s",
      "--max_in_flight=7",
      "--max_memory=1GiB",
      "--max_connections=8",
      "--max_streams=9",
      "--max_metadata_bytes=10",
      "--handshake_timeout=11s",
      "--max_connection_idle=12s",
      "--max_connection_age=inf",
      "--max_connection_age_grace=13s",
      "--keepalive_time=14s",
      "--keepalive_timeout=15s",
      "--min_ping_interval=16s",
      "--decision_log=/d",
      "--log_format=text",
      "--log_level=debug",
      "--help",
      "--version",
  });
  ASSERT_EQ(options.listen.size(), 2U);
  EXPECT_EQ(ToString(options.listen[0]), "[::1]:1");
  EXPECT_EQ(ToString(options.listen[1]), "unix:/a");
  EXPECT_EQ(options.socket_mode, 0604U);
  EXPECT_EQ(options.transport.socket_group, 0U);
  EXPECT_EQ(options.transport.tls.certificate, "/c");
  EXPECT_EQ(options.transport.tls.key, "/k");
  EXPECT_EQ(options.transport.tls.client_ca, "/a");
  EXPECT_EQ(options.transport.callers, "/j");
  EXPECT_FALSE(options.transport.insecure_listen);
  EXPECT_EQ(options.policy_file, "/p");
  EXPECT_EQ(options.check_limits.max_batch, 1);
  EXPECT_EQ(options.check_limits.max_targets, 2);
  EXPECT_EQ(options.max_request_bytes, 3);
  EXPECT_EQ(options.threads, 4);
  ASSERT_TRUE(options.metrics_listen.has_value());
  EXPECT_EQ(ToString(*options.metrics_listen), "localhost:9464");
  EXPECT_TRUE(options.metrics_libraries);
  EXPECT_EQ(options.drain.delay, absl::Seconds(5));
  EXPECT_EQ(options.drain.timeout, absl::Seconds(6));
  const ServerLimits& limits = options.limits;
  EXPECT_EQ(limits.max_in_flight, 7);
  EXPECT_EQ(limits.max_memory, 1'024 * kMiB);
  EXPECT_EQ(limits.max_connections, 8);
  EXPECT_EQ(limits.unread_timeout, absl::Seconds(14 + 15));
  EXPECT_EQ(options.decision_log.destination, "/d");
  EXPECT_EQ(options.operation_log.format, LogFormat::kText);
  EXPECT_EQ(options.operation_log.min_level, LogLevel::kDebug);
  EXPECT_TRUE(options.help);
  EXPECT_TRUE(options.version);
}

TEST_F(OptionsTest, NoVariableEndsTheStart) {
  const Options options = Parse({}, {"AUTHZ_HELP=true", "AUTHZ_VERSION=1.2"});
  EXPECT_FALSE(options.help);
  EXPECT_FALSE(options.version);
}

TEST_F(OptionsTest, WithoutFlagsOnlyThisMachineCanConnect) {
  const Options options = Parse({});
  ASSERT_EQ(options.listen.size(), 1U);
  EXPECT_EQ(ToString(options.listen[0]), "127.0.0.1:50051");
  EXPECT_FALSE(options.transport.has_tls());
  EXPECT_FALSE(options.metrics_listen.has_value());
  EXPECT_EQ(options.decision_log.destination, "");
  EXPECT_EQ(options.socket_mode, 0660U);
  EXPECT_EQ(options.threads, UsableCpus());
}

TEST_F(OptionsTest, TheCommandLineOverridesTheEnvironment) {
  const Options options =
      Parse({"--max_batch=1"}, {"AUTHZ_MAX_BATCH=7", "AUTHZ_MAX_TARGETS=8"});
  EXPECT_EQ(options.check_limits.max_batch, 1);
  EXPECT_EQ(options.check_limits.max_targets, 8);
}

TEST_F(OptionsTest, MoreThreadsMayTakeMoreMemory) {
  EXPECT_EQ(Parse({"--threads=1"}).limits.max_memory, 224 * kMiB);
  EXPECT_EQ(Parse({"--threads=64"}).limits.max_memory, 2'240 * kMiB);
}

TEST_F(OptionsTest, MemoryIsWithinTheContainer) {
  EXPECT_EQ(Parse({"--threads=1"}, {}, 256 * kMiB).limits.max_memory,
            160 * kMiB);
  // Whoever says how much gets it.
  EXPECT_EQ(Parse({"--threads=1", "--max_memory=256MiB"}, {}, 256 * kMiB)
                .limits.max_memory,
            256 * kMiB);
}

TEST_F(OptionsTest, AContainerHasThreadsThatItHasMemoryFor) {
  // 44 MiB are for the server.
  EXPECT_EQ(Parse({}, {}, 140 * kMiB).threads, 1);
  // Whoever says how many gets them.
  EXPECT_EQ(Parse({"--threads=3"}, {}, 140 * kMiB).threads, 3);
}

TEST(ServerLimitsTest, ThreadsTakeHalfOfTheMemory) {
  EXPECT_EQ(MaxThreadsWithin(-kMiB), 1);
  EXPECT_EQ(MaxThreadsWithin(0), 1);
  EXPECT_EQ(MaxThreadsWithin((32 + 3 * 24) * kMiB), 3);
  EXPECT_EQ(MaxThreadsWithin((32 + 4 * 24) * kMiB - 1), 3);
}

TEST_F(OptionsTest, TheDecisionLogsQueueComesOnTop) {
  EXPECT_EQ(Parse({"--threads=1", "--decision_log=stdout",
                   "--decision_log_queue_bytes=2MiB"})
                .limits.max_memory,
            226 * kMiB);
}

struct BadCase {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string error;
};

std::ostream& operator<<(std::ostream& out, const BadCase& c) {
  return out << c.name;
}

class BadOptionsTest : public testing::TestWithParam<BadCase> {
  const absl::FlagSaver saver_;
};

TEST_P(BadOptionsTest, AreRefusedInOneLine) {
  const absl::Status status =
      ParseOptions(GetParam().arguments, GetParam().environment).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()), GetParam().error);
}

std::string Refused(const std::string& given_as, const std::string& value,
                    const std::string& what_to_give) {
  return absl::StrCat("`", given_as, "` cannot be `", value,
                      "`: ", what_to_give);
}

const char kMode[] = "write octal digits such as 0660";
const char kMetricsAddress[] = "write `HOST:PORT` or `[IPV6]:PORT`";
const char kPositive[] = "give a whole number from 1 to 2147483647";

INSTANTIATE_TEST_SUITE_P(
    All, BadOptionsTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"UnknownFlag",
         {"--max-batch=1"},
         {},
         "unknown flag `--max-batch`, did you mean `--max_batch`"},
        // A flag of Abseil's or Protobuf's own, were there one, is none of the
        // server's.
        {"LibrarysFlag", {"--flagfile=x"}, {}, "unknown flag `--flagfile`"},
        {"PositionalArgument",
         {"--max_batch=1", "policy.txtpb"},
         {},
         "unexpected argument `policy.txtpb`, flags start with `--`"},
        {"UnknownVariable",
         {},
         {"AUTHZ_LISEN=127.0.0.1:1"},
         "the environment variable `AUTHZ_LISEN` names no flag, did you mean "
         "`AUTHZ_LISTEN`"},
        {"VariableThatIsNoneOfKubernetes",
         {},
         {"AUTHZ_PORT=50051"},
         "the environment variable `AUTHZ_PORT` names no flag"},
        {"PolicyEmpty",
         {},
         {"AUTHZ_POLICY="},
         "`AUTHZ_POLICY` is given no value, leave it out or give it one"},
        {"ListenWithoutPort",
         {"--listen=127.0.0.1"},
         {},
         Refused("--listen", "127.0.0.1",
                 "bad address `127.0.0.1`, write `HOST:PORT`, `[IPV6]:PORT` or "
                 "`unix:PATH`")},
        {"ListenAbstract",
         {"--listen=unix:@a"},
         {},
         Refused("--listen", "unix:@a",
                 "`unix:@a` would be an abstract socket, to which anybody can "
                 "connect, write `unix:/path/to/authz.sock`")},
        {"SocketModeDigit",
         {"--socket_mode=0668"},
         {},
         Refused("--socket_mode", "0668", kMode)},
        {"SocketModeSymbolic",
         {},
         {"AUTHZ_SOCKET_MODE=u+rw"},
         Refused("AUTHZ_SOCKET_MODE", "u+rw", kMode)},
        {"SocketModeSticky",
         {"--socket_mode=1777"},
         {},
         Refused("--socket_mode", "1777", kMode)},
        {"SocketModeOverflowing",
         {"--socket_mode=40000000000660"},
         {},
         Refused("--socket_mode", "40000000000660", kMode)},
        {"SocketGroupNumberTooLarge",
         {"--listen=unix:/a", "--socket_group=4294967295"},
         {},
         "flag `--socket_group`: bad group id `4294967295`"},
        {"MaxBatchZero",
         {"--max_batch=0"},
         {},
         Refused("--max_batch", "0", kPositive)},
        {"ThreadsTooMany",
         {"--threads=1001"},
         {},
         Refused("--threads", "1001", "give a whole number from 0 to 1000")},
        {"MaxRequestBytesTooMany",
         {"--max_request_bytes=2GiB"},
         {},
         Refused("--max_request_bytes", "2GiB",
                 "give bytes such as `64KiB`, from 1 to 2147483647")},
        {"MaxMemoryTooLittle",
         {"--threads=1", "--max_memory=50331647"},
         {},
         "flag `--max_memory`: `50331647` is less than the server and one "
         "request by `--max_request_bytes` take, 48MiB"},
        {"MaxMemoryTooLittleWithALog",
         {"--threads=1", "--max_memory=52331647", "--decision_log=stdout",
          "--decision_log_queue_bytes=2000000"},
         {},
         "flag `--max_memory`: `52331647` is less than the server, its "
         "decision "
         "log's queue and one request by `--max_request_bytes` take, 52331648"},
        {"MetricsListenWithoutPort",
         {"--metrics_listen=127.0.0.1"},
         {},
         Refused("--metrics_listen", "127.0.0.1", kMetricsAddress)},
        {"MetricsListenSeveral",
         {"--metrics_listen=127.0.0.1:1,127.0.0.1:2"},
         {},
         Refused("--metrics_listen", "127.0.0.1:1,127.0.0.1:2",
                 kMetricsAddress)},
        {"MetricsListenUnix",
         {"--metrics_listen=unix:/a"},
         {},
         Refused("--metrics_listen", "unix:/a", kMetricsAddress)},
        {"MetricsListenOfTheListener",
         {"--listen=unix:/a,127.0.0.1:5", "--metrics_listen=127.0.0.1:5"},
         {},
         "flag `--metrics_listen`: `127.0.0.1:5` has the port of `--listen`, "
         "give it another"},
        {"MetricsListenOnAllAddresses",
         {"--listen=127.0.0.1:5", "--metrics_listen=[::]:5"},
         {},
         "flag `--metrics_listen`: `[::]:5` has the port of `--listen`, give "
         "it another"},
        {"LogFormat",
         {"--log_format=xml"},
         {},
         Refused("--log_format", "xml", "give one of `auto`, `text`, `json`")},
        {"LogLevel",
         {"--log_level=loud"},
         {},
         Refused("--log_level", "loud",
                 "give one of `debug`, `info`, `warning`, `error`")},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

TEST_F(OptionsTest, FlagsInForceSayWhatDefaultsHaveBecome) {
  Options options = Parse({"--threads=0", "--policy=/p", "--nohelp"});
  options.limits.max_connections = 77;
  const auto in_force = FlagsInForce(options);
  const std::map<std::string, std::string> values(in_force.begin(),
                                                  in_force.end());
  EXPECT_EQ(values.at("threads"), absl::StrCat(UsableCpus()));
  EXPECT_NE(values.at("max_memory"), "0");
  EXPECT_EQ(values.at("max_connections"), "77");
  EXPECT_EQ(values.at("policy"), "/p");
  EXPECT_EQ(values.at("max_connection_idle"), "5m");
  EXPECT_EQ(values.at("log_format"), "auto");
  for (const char* absent : {"help", "version", "callers"}) {
    EXPECT_EQ(values.count(absent), 0U) << absent;
  }
}

TEST_F(OptionsTest, ConnectionsAgeWhereThereAreOtherServersToSpreadTo) {
  const struct {
    std::vector<std::string> flags;
    absl::Duration age;
  } cases[] = {
      {{}, absl::Minutes(30)},
      {{"--listen=unix:/a,unix:/b"}, absl::InfiniteDuration()},
      {{"--listen=unix:/a,127.0.0.1:1"}, absl::Minutes(30)},
      {{"--listen=unix:/a", "--max_connection_age=30m"}, absl::Minutes(30)},
      {{"--max_connection_age=inf"}, absl::InfiniteDuration()},
  };
  for (const auto& c : cases) {
    const absl::FlagSaver saver;
    const Options options = Parse(c.flags);
    EXPECT_EQ(options.limits.max_connection_age, c.age);
    const auto in_force = FlagsInForce(options);
    EXPECT_EQ(
        (std::map<std::string, std::string>(in_force.begin(), in_force.end())
             .at("max_connection_age")),
        absl::FormatDuration(c.age));
  }
}

// So that both programs may have one environment.
TEST(EnvironmentTest, TheOthersFlagsAreNoMistakes) {
  for (const absl::string_view flag : base::FlagsDefinedIn("server/")) {
    if (flag == "help" || flag == "version") continue;
    const std::string variable =
        absl::StrCat("AUTHZ_", absl::AsciiStrToUpper(flag), "=x");
    EXPECT_EQ(base::SetFlagsFromEnvironment({variable}, "AUTHZ_", {}),
              absl::OkStatus());
  }
}

TEST(HelpTextTest, TellsOfEveryFlagInLinesThatFitATerminal) {
  const std::string help = HelpText();
  for (const absl::string_view flag : base::FlagsDefinedIn("server/")) {
    EXPECT_TRUE(absl::StrContains(help, absl::StrCat("\n  --", flag))) << flag;
  }
  for (const absl::string_view line : absl::StrSplit(help, '\n')) {
    EXPECT_LE(line.size(), std::size_t{80}) << line;
  }
  for (const char* part : {"--listen=ADDRESSES (default 127.0.0.1:50051)",
                           "--max_batch=NUMBER (default 10000)",
                           "--max_request_bytes=BYTES (default 4MiB)",
                           "\n  --insecure_listen\n"}) {
    EXPECT_TRUE(absl::StrContains(help, part)) << part;
  }
}

}  // namespace
}  // namespace server
