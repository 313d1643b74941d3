// The flags of the server's limits and of its end.

#include "server/limit_flags.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/limits.h"
#include "server/options.h"

namespace server {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string Show(const Pairs& pairs) {
  return absl::StrJoin(pairs, " ", absl::PairFormatter("="));
}

// By default the limit of memory goes with the threads, and those with the
// machine.
constexpr char kOneThread[] = "--threads=1";

// What differs from the defaults, of one thread.
std::string ShowChanges(const Options& options) {
  const Pairs defaults = Describe(Limits());
  Pairs changes;
  for (const auto& limit : Describe(options.limits)) {
    if (std::find(defaults.begin(), defaults.end(), limit) == defaults.end()) {
      changes.push_back(limit);
    }
  }
  if (options.drain.delay != absl::ZeroDuration()) {
    changes.emplace_back("drain_delay",
                         absl::FormatDuration(options.drain.delay));
  }
  if (options.drain.timeout != absl::Seconds(10)) {
    changes.emplace_back("drain_timeout",
                         absl::FormatDuration(options.drain.timeout));
  }
  return Show(changes);
}

TEST(LimitFlagsTest, Defaults) {
  const absl::StatusOr<Options> options = ParseOptions({kOneThread}, {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(ShowChanges(*options), "");
  EXPECT_EQ(Show(Describe(options->limits)),
            "max_memory=234881024 max_connections=1000 max_streams=1000 "
            "max_in_flight=4000 max_metadata_bytes=16384 "
            "handshake_timeout=10s max_connection_idle=5m "
            "max_connection_age=30m max_connection_age_grace=30s "
            "keepalive_time=30s keepalive_timeout=10s min_ping_interval=5s "
            "message_compression=off");
}

TEST(LimitFlagsTest, MoreThreadsMayTakeMoreMemory) {
  const absl::FlagSaver saver;
  const absl::StatusOr<Options> options = ParseOptions({"--threads=64"}, {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->limits.max_memory, std::int64_t{2240} * 1024 * 1024);
}

TEST(LimitFlagsTest, MemoryIsWithinTheContainer) {
  const absl::FlagSaver saver;
  constexpr std::int64_t kContainer = std::int64_t{256} * 1024 * 1024;
  absl::StatusOr<Options> options = ParseOptions({kOneThread}, {}, kContainer);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->limits.max_memory, std::int64_t{160} * 1024 * 1024);
  EXPECT_EQ(options->container_memory, kContainer);

  // Whoever says how much gets it.
  options = ParseOptions({kOneThread, "--max_memory=256MiB"}, {}, kContainer);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->limits.max_memory, 268'435'456);
}

TEST(LimitFlagsTest, AContainerHasThreadsThatItHasMemoryFor) {
  const absl::FlagSaver saver;
  // 44 MiB are for the server.
  constexpr std::int64_t kContainer = std::int64_t{140} * 1024 * 1024;
  absl::StatusOr<Options> options = ParseOptions({}, {}, kContainer);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->threads, 1);

  // Whoever says how many gets them.
  options = ParseOptions({"--threads=3"}, {}, kContainer);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->threads, 3);
}

TEST(LimitFlagsTest, ThreadsTakeHalfOfTheMemory) {
  constexpr std::int64_t kMiB = std::int64_t{1} << 20U;
  EXPECT_EQ(ThreadsWithin(-kMiB), 1);
  EXPECT_EQ(ThreadsWithin(0), 1);
  EXPECT_EQ(ThreadsWithin((32 + 3 * 24) * kMiB), 3);
  EXPECT_EQ(ThreadsWithin((32 + 4 * 24) * kMiB - 1), 3);
}

TEST(LimitFlagsTest, TheDecisionLogsQueueComesOnTop) {
  const absl::FlagSaver saver;
  absl::StatusOr<Options> options =
      ParseOptions({kOneThread, "--decision_log=stdout",
                    "--decision_log_queue_bytes=2000000"},
                   {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->limits.max_memory, 234'881'024 + 2'000'000);

  options = ParseOptions(
      {kOneThread, "--decision_log=stdout",
       "--decision_log_queue_bytes=2000000", "--max_memory=52331647"},
      {});
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
}

struct Case {
  std::string name;
  std::string flag;
  std::string value;
  // The change, or the error.
  std::string result;
};

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

class LimitFlagTest : public testing::TestWithParam<Case> {
 protected:
  std::string Argument() const {
    return absl::StrCat("--", GetParam().flag, "=", GetParam().value);
  }
  std::string Variable() const {
    return absl::StrCat("AUTHZ_", absl::AsciiStrToUpper(GetParam().flag), "=",
                        GetParam().value);
  }

 private:
  const absl::FlagSaver saver_;
};

using GoodLimitFlagTest = LimitFlagTest;

TEST_P(GoodLimitFlagTest, SetsByArgument) {
  const absl::StatusOr<Options> options =
      ParseOptions({kOneThread, Argument()}, {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(ShowChanges(*options), GetParam().result);
}

TEST_P(GoodLimitFlagTest, SetsByVariable) {
  const absl::StatusOr<Options> options =
      ParseOptions({kOneThread}, {Variable()});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(ShowChanges(*options), GetParam().result);
}

TEST_P(GoodLimitFlagTest, IsInTheHelp) {
  EXPECT_TRUE(absl::StrContains(HelpText(),
                                absl::StrCat("\n  --", GetParam().flag, "=")));
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodLimitFlagTest,
    testing::ValuesIn(std::vector<Case>{
        {"MaxInFlight", "max_in_flight", "1", "max_in_flight=1"},
        {"MaxMemory", "max_memory", "50331648", "max_memory=50331648"},
        {"MaxMemoryOfAUnit", "max_memory", "64MiB", "max_memory=67108864"},
        {"MaxMemoryByThreads", "max_memory", "0", ""},
        {"MaxMemoryLarge", "max_memory", "8589934592", "max_memory=8589934592"},
        {"MaxConnections", "max_connections", "2", "max_connections=2"},
        {"MaxStreams", "max_streams", "3", "max_streams=3"},
        {"MaxMetadataBytes", "max_metadata_bytes", "4", "max_metadata_bytes=4"},
        {"HandshakeTimeout", "handshake_timeout", "1ms",
         "handshake_timeout=1ms"},
        {"MaxConnectionIdle", "max_connection_idle", "1h",
         "max_connection_idle=1h"},
        {"MaxConnectionIdleOff", "max_connection_idle", "inf",
         "max_connection_idle=inf"},
        {"MaxConnectionAge", "max_connection_age", "2h",
         "max_connection_age=2h"},
        {"MaxConnectionAgeGrace", "max_connection_age_grace", "3s",
         "max_connection_age_grace=3s"},
        {"KeepaliveTime", "keepalive_time", "4s", "keepalive_time=4s"},
        {"KeepaliveTimeout", "keepalive_timeout", "5s", "keepalive_timeout=5s"},
        {"MinPingInterval", "min_ping_interval", "6s", "min_ping_interval=6s"},
        {"DrainDelay", "drain_delay", "7s", "drain_delay=7s"},
        {"DrainTimeout", "drain_timeout", "8s", "drain_timeout=8s"},
        {"DrainTimeoutNone", "drain_timeout", "0", "drain_timeout=0"},
    }),
    NameOf);

using BadLimitFlagTest = LimitFlagTest;

TEST_P(BadLimitFlagTest, IsRefused) {
  const absl::StatusOr<Options> options =
      ParseOptions({kOneThread, Argument()}, {});
  ASSERT_FALSE(options.ok());
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      std::string(options.status().message()),
      absl::StrCat("flag `--", GetParam().flag, "`: ", GetParam().result));
}

constexpr char kTooShort[] =
    " is less than a millisecond, `inf` switches it off";
constexpr char kNoTime[] = " is no time to wait, give one such as `5s`";

INSTANTIATE_TEST_SUITE_P(
    All, BadLimitFlagTest,
    testing::ValuesIn(std::vector<Case>{
        {"MaxInFlightZero", "max_in_flight", "0", "`0` is not positive"},
        {"MaxConnectionsNegative", "max_connections", "-1",
         "`-1` is not positive"},
        {"MaxMetadataZero", "max_metadata_bytes", "0", "`0` is not positive"},
        {"MaxMetadataTooMany", "max_metadata_bytes", "4GiB",
         "`4GiB` is more than 2147483647"},
        {"MaxMemoryTooLittle", "max_memory", "50331647",
         "`50331647` is less than the server and one "
         "request by `--max_request_bytes` take, 48MiB"},
        {"IdleZero", "max_connection_idle", "0",
         absl::StrCat("`0`", kTooShort)},
        {"AgeNegative", "max_connection_age", "-1s",
         absl::StrCat("`-1s`", kTooShort)},
        {"HandshakeTooShort", "handshake_timeout", "999us",
         absl::StrCat("`999us`", kTooShort)},
        {"DrainDelayNegative", "drain_delay", "-1s",
         absl::StrCat("`-1s`", kNoTime)},
        {"DrainTimeoutInfinite", "drain_timeout", "inf",
         absl::StrCat("`inf`", kNoTime)},
    }),
    NameOf);

}  // namespace
}  // namespace server
