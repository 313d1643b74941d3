#include "server/options.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "server/net/listen_address.h"
#include "server/resources/cpus.h"

namespace server {
namespace {

std::string ShowGroup(const TransportOptions& options) {
  return options.socket_group.has_value() ? absl::StrCat(*options.socket_group)
                                          : "";
}

// Every option, "name=value" each.
std::vector<std::string> Show(const Options& options) {
  std::vector<std::string> listen;
  for (const ListenAddress& address : options.listen) {
    listen.push_back(ToString(address));
  }
  return {
      absl::StrCat("listen=", absl::StrJoin(listen, ",")),
      absl::StrFormat("socket_mode=%04o", options.socket_mode),
      absl::StrCat("socket_group=", ShowGroup(options.transport)),
      absl::StrCat("tls_cert=", options.transport.tls.certificate),
      absl::StrCat("tls_key=", options.transport.tls.key),
      absl::StrCat("tls_client_ca=", options.transport.tls.client_ca),
      absl::StrCat("callers=", options.transport.callers),
      absl::StrCat("insecure_listen=",
                   options.transport.insecure_listen ? "true" : "false"),
      absl::StrCat("policy=", options.policy_file),
      absl::StrCat("max_batch=", options.check_limits.max_batch),
      absl::StrCat("max_targets=", options.check_limits.max_targets),
      absl::StrCat("max_request_bytes=", options.max_request_bytes),
      absl::StrCat("threads=", options.threads),
      absl::StrCat("metrics_listen=", options.metrics_listen.has_value()
                                          ? ToString(*options.metrics_listen)
                                          : ""),
      absl::StrCat("help=", options.help ? "true" : "false"),
      absl::StrCat("version=", options.version ? "true" : "false"),
  };
}

// What differs from the defaults.
std::string ShowChanges(const Options& options) {
  const std::string threads = absl::StrCat("threads=", UsableCpus());
  const std::vector<std::string> defaults = {"listen=127.0.0.1:50051",
                                             "socket_mode=0660",
                                             "socket_group=",
                                             "tls_cert=",
                                             "tls_key=",
                                             "tls_client_ca=",
                                             "callers=",
                                             "insecure_listen=false",
                                             "policy=",
                                             "max_batch=10000",
                                             "max_targets=10000",
                                             "max_request_bytes=4194304",
                                             threads,
                                             "metrics_listen=",
                                             "help=false",
                                             "version=false"};
  std::vector<std::string> changes;
  for (const std::string& option : Show(options)) {
    if (std::find(defaults.begin(), defaults.end(), option) == defaults.end()) {
      changes.push_back(option);
    }
  }
  return absl::StrJoin(changes, " ");
}

struct GoodCase {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  // What differs from the defaults.
  std::string changes;
};

class GoodOptionsTest : public testing::TestWithParam<GoodCase> {
  // Flags belong to the whole process.
  const absl::FlagSaver saver_;
};

TEST_P(GoodOptionsTest, AreParsed) {
  const absl::StatusOr<Options> options =
      ParseOptions(GetParam().arguments, GetParam().environment);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(ShowChanges(*options), GetParam().changes);
}

std::string NameOf(const testing::TestParamInfo<GoodCase>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Defaults, GoodOptionsTest,
    testing::ValuesIn(std::vector<GoodCase>{
        {"Nothing", {}, {}, ""},
        {"OthersVariables", {}, {"PATH=/bin", "XAUTHZ_LISTEN=x", "AUTHZ"}, ""},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    ByCommandLine, GoodOptionsTest,
    testing::ValuesIn(std::vector<GoodCase>{
        {"Listen", {"--listen=[::1]:1"}, {}, "listen=[::1]:1"},
        {"ListenSeveral",
         {"--listen=127.0.0.1:1,unix:/a"},
         {},
         "listen=127.0.0.1:1,unix:/a"},
        {"SocketMode", {"--socket_mode=0600"}, {}, "socket_mode=0600"},
        {"SocketModeWithoutZero",
         {"--socket_mode=777"},
         {},
         "socket_mode=0777"},
        {"SocketModeZero", {"--socket_mode=0"}, {}, "socket_mode=0000"},
        {"SocketGroupByNumber",
         {"--listen=unix:/a", "--socket_group=7"},
         {},
         "listen=unix:/a socket_group=7"},
        {"SocketGroupByName",
         {"--listen=unix:/a", "--socket_group=root"},
         {},
         "listen=unix:/a socket_group=0"},
        {"Tls",
         {"--tls_cert=/c", "--tls_key=/k"},
         {},
         "tls_cert=/c tls_key=/k"},
        {"MutualTls",
         {"--tls_cert=/c", "--tls_key=/k", "--tls_client_ca=/a",
          "--callers=/j"},
         {},
         "tls_cert=/c tls_key=/k tls_client_ca=/a callers=/j"},
        {"InsecureListen", {"--insecure_listen"}, {}, "insecure_listen=true"},
        {"Policy", {"--policy=/p.txtpb"}, {}, "policy=/p.txtpb"},
        {"MaxBatch", {"--max_batch=1"}, {}, "max_batch=1"},
        {"MaxBatchLargest",
         {"--max_batch=2147483647"},
         {},
         "max_batch=2147483647"},
        {"MaxTargets", {"--max_targets=2"}, {}, "max_targets=2"},
        {"MaxRequestBytes",
         {"--max_request_bytes=3"},
         {},
         "max_request_bytes=3"},
        {"Threads", {"--threads=4"}, {}, "threads=4"},
        {"ThreadsAsCpus", {"--threads=0"}, {}, ""},
        {"MetricsListen",
         {"--metrics_listen=0.0.0.0:9464"},
         {},
         "metrics_listen=0.0.0.0:9464"},
        {"MetricsListenByName",
         {"--metrics_listen=localhost:0"},
         {},
         "metrics_listen=localhost:0"},
        {"Help", {"--help"}, {}, "help=true"},
        {"Version", {"--version"}, {}, "version=true"},
        {"ValueAsNextArgument", {"--max_batch", "5"}, {}, "max_batch=5"},
        {"LastOneStands",
         {"--max_batch=5", "--max_batch=6"},
         {},
         "max_batch=6"},
        {"All",
         {"--listen=unix:/a", "--socket_mode=0666", "--policy=p",
          "--max_batch=1", "--max_targets=2", "--max_request_bytes=3", "--help",
          "--version"},
         {},
         "listen=unix:/a socket_mode=0666 policy=p max_batch=1 max_targets=2 "
         "max_request_bytes=3 help=true version=true"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    ByEnvironment, GoodOptionsTest,
    testing::ValuesIn(std::vector<GoodCase>{
        {"Listen", {}, {"AUTHZ_LISTEN=[::1]:1"}, "listen=[::1]:1"},
        {"SocketMode", {}, {"AUTHZ_SOCKET_MODE=0600"}, "socket_mode=0600"},
        {"SocketGroup",
         {"--listen=unix:/a"},
         {"AUTHZ_SOCKET_GROUP=7"},
         "listen=unix:/a socket_group=7"},
        {"MutualTls",
         {},
         {"AUTHZ_TLS_CERT=/c", "AUTHZ_TLS_KEY=/k", "AUTHZ_TLS_CLIENT_CA=/a",
          "AUTHZ_CALLERS=/j"},
         "tls_cert=/c tls_key=/k tls_client_ca=/a callers=/j"},
        {"InsecureListen",
         {},
         {"AUTHZ_INSECURE_LISTEN=true"},
         "insecure_listen=true"},
        {"Policy", {}, {"AUTHZ_POLICY=/p.txtpb"}, "policy=/p.txtpb"},
        {"MaxBatch", {}, {"AUTHZ_MAX_BATCH=1"}, "max_batch=1"},
        {"MaxTargets", {}, {"AUTHZ_MAX_TARGETS=2"}, "max_targets=2"},
        {"MaxRequestBytes",
         {},
         {"AUTHZ_MAX_REQUEST_BYTES=3"},
         "max_request_bytes=3"},
        {"Threads", {}, {"AUTHZ_THREADS=4"}, "threads=4"},
        {"MetricsListen",
         {},
         {"AUTHZ_METRICS_LISTEN=127.0.0.1:1"},
         "metrics_listen=127.0.0.1:1"},
        {"Help", {}, {"AUTHZ_HELP=true"}, "help=true"},
        {"Version", {}, {"AUTHZ_VERSION=true"}, "version=true"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    ByBoth, GoodOptionsTest,
    testing::ValuesIn(std::vector<GoodCase>{
        {"CommandLineWins",
         {"--listen=unix:/a", "--socket_mode=0600", "--policy=a",
          "--max_batch=1", "--max_targets=2", "--max_request_bytes=3",
          "--nohelp", "--noversion"},
         {"AUTHZ_LISTEN=unix:/b", "AUTHZ_SOCKET_MODE=0777", "AUTHZ_POLICY=b",
          "AUTHZ_MAX_BATCH=7", "AUTHZ_MAX_TARGETS=8",
          "AUTHZ_MAX_REQUEST_BYTES=9", "AUTHZ_HELP=true", "AUTHZ_VERSION=true"},
         "listen=unix:/a socket_mode=0600 policy=a max_batch=1 max_targets=2 "
         "max_request_bytes=3"},
        {"DefaultByCommandLineWins",
         {"--max_batch=10000"},
         {"AUTHZ_MAX_BATCH=7"},
         ""},
        {"OthersStand",
         {"--max_batch=1"},
         {"AUTHZ_MAX_TARGETS=8"},
         "max_batch=1 max_targets=8"},
    }),
    NameOf);

// Says for every flag how to give it, its default and what it is for, in lines
// that fit a terminal.
TEST(HelpTextTest, TellsOfEveryFlag) {
  const std::string help = HelpText();
  for (const char* flag :
       {"  --listen=", "  --socket_mode=", "  --socket_group=", "  --tls_cert=",
        "  --tls_key=", "  --tls_client_ca=", "  --callers=",
        "  --insecure_listen\n", "  --policy=", "  --max_batch=",
        "  --max_targets=", "  --max_request_bytes=", "  --threads=",
        "  --metrics_listen=", "  --help\n", "  --version\n"}) {
    EXPECT_TRUE(absl::StrContains(help, absl::StrCat("\n", flag))) << flag;
  }
  for (const char* part :
       {"(default 127.0.0.1:50051)", "(default 0660)", "(default 10000)",
        "(default 4MiB)", "AUTHZ_MAX_BATCH=500", "unix:PATH", "SIGTERM"}) {
    EXPECT_TRUE(absl::StrContains(help, part)) << part;
  }
  for (const auto& line : absl::StrSplit(help, '\n')) {
    EXPECT_LE(line.size(), std::size_t{80}) << line;
  }
}

}  // namespace
}  // namespace server
