#include "base/flags.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/flag_types.h"
#include "gtest/gtest.h"

namespace {

// A type with a grammar and an error of its own.
struct Mode {
  int bits = 0660;
};

bool AbslParseFlag(absl::string_view text, Mode* mode, std::string* error) {
  if (text != "0600" && text != "0660") {
    *error = "give `0600` or `0660`";
    return false;
  }
  mode->bits = text == "0600" ? 0600 : 0660;
  return true;
}

std::string AbslUnparseFlag(Mode mode) {
  return mode.bits == 0600 ? "0600" : "0660";
}

}  // namespace

ABSL_FLAG(std::string, listen, "127.0.0.1:50051",
          "ADDRESS: where to listen, a list with commas between its addresses, "
          "each a host and a port or the path of a socket.");
ABSL_FLAG(std::string, policy, "", "FILE: the policy to decide by.");
ABSL_FLAG(base::WholeNumber<1>, max_batch, {10000},
          "The most checks in a batch.");
ABSL_FLAG(absl::Duration, timeout, absl::Seconds(5), "How long to wait.");
ABSL_FLAG(Mode, socket_mode, Mode(), "MODE: the socket's mode.");
ABSL_FLAG(bool, local, false, "Whether to decide in process.");
ABSL_FLAG(bool, notify, true, "Whether to notify.");
ABSL_FLAG(std::string, hidden, "", "Not among the names.");

namespace base {
namespace {

constexpr absl::string_view kNames[] = {"listen",  "policy",      "max_batch",
                                        "timeout", "socket_mode", "local",
                                        "notify"};

// All that a command line or an environment can change.
std::string State() {
  std::vector<std::string> values;
  for (const absl::string_view name : kNames) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    if (flag->CurrentValue() != flag->DefaultValue()) {
      values.push_back(absl::StrCat(name, "=", flag->CurrentValue()));
    }
  }
  return absl::StrJoin(values, " ");
}

struct ParseCase {
  std::string name;
  std::vector<std::string> arguments;
  // What differs from the defaults, and then the other arguments.
  std::string set;
  std::vector<std::string> others;
};

void PrintTo(const ParseCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ParseFlagsTest : public testing::TestWithParam<ParseCase> {
  absl::FlagSaver saver_;
};

TEST_P(ParseFlagsTest, SetsFlagsAndReturnsTheRest) {
  const absl::StatusOr<std::vector<std::string>> others =
      ParseFlags(GetParam().arguments, kNames);
  ASSERT_TRUE(others.ok()) << others.status();
  EXPECT_EQ(State(), GetParam().set);
  EXPECT_EQ(*others, GetParam().others);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseFlagsTest,
    testing::ValuesIn(std::vector<ParseCase>{
        {"Nothing", {}, "", {}},
        {"Equals", {"--max_batch=7"}, "max_batch=7", {}},
        {"NextArgument", {"--max_batch", "7", "x"}, "max_batch=7", {"x"}},
        {"ValueWithEquals", {"--policy=a=b"}, "policy=a=b", {}},
        {"BoolOn", {"--local", "x"}, "local=true", {"x"}},
        {"BoolEquals", {"--local=true"}, "local=true", {}},
        {"BoolOff", {"--nolocal"}, "", {}},
        {"BoolOfANameThatStartsWithNo", {"--nonotify"}, "notify=false", {}},
        {"Duration", {"--timeout=250ms"}, "timeout=250ms", {}},
        {"DashAsValue", {"--policy", "-"}, "policy=-", {}},
        {"OthersKeepTheirOrder",
         {"check", "--local", "-", "a"},
         "local=true",
         {"check", "-", "a"}},
        {"AllAfterTwoDashes",
         {"--local", "--", "--policy", "--"},
         "local=true",
         {"--policy", "--"}},
        {"EmptyArgument", {""}, "", {""}},
        {"OwnType", {"--socket_mode=0600"}, "socket_mode=0600", {}},
    }),
    [](const testing::TestParamInfo<ParseCase>& info) {
      return info.param.name;
    });

struct ErrorCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string error;
  // By the arguments before the one at fault.
  std::string set = "";
};

void PrintTo(const ErrorCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ParseFlagsErrorTest : public testing::TestWithParam<ErrorCase> {
  absl::FlagSaver saver_;
};

TEST_P(ParseFlagsErrorTest, SaysWhatToDo) {
  const absl::Status status = ParseFlags(GetParam().arguments, kNames).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()), GetParam().error);
  EXPECT_EQ(State(), GetParam().set);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseFlagsErrorTest,
    testing::ValuesIn(std::vector<ErrorCase>{
        {"Unknown",
         {"--lisen=x"},
         "unknown flag `--lisen`, did you mean `--listen`"},
        {"UnknownAndNothingNear",
         {"--frobnicate"},
         "unknown flag `--frobnicate`"},
        {"NotAmongTheNames", {"--hidden=x"}, "unknown flag `--hidden`"},
        {"OneDash",
         {"-local"},
         "unknown flag `-local`, did you mean `--local`"},
        {"DashForUnderscore",
         {"--max-batch=3"},
         "unknown flag `--max-batch`, did you mean `--max_batch`"},
        {"NoBeforeAFlagThatIsNotABool",
         {"--nopolicy"},
         "unknown flag `--nopolicy`, did you mean `--policy`"},
        {"NoValue",
         {"--policy"},
         "`--policy` needs a value, write `--policy=VALUE`"},
        {"FlagForAValue",
         {"--policy", "--local"},
         "`--policy` needs a value, write `--policy=VALUE`"},
        {"EmptyValue",
         {"--policy="},
         "`--policy` is given no value, leave it out or give it one"},
        {"EmptyValueBehind",
         {"--policy", ""},
         "`--policy` is given no value, leave it out or give it one"},
        {"ListTwice",
         {"--listen=a:1", "--listen=b:1"},
         "`--listen` is given twice, give it once; where it takes several "
         "values, put commas between them",
         "listen=a:1"},
        {"NumberTwice",
         {"--max_batch=1", "x", "--max_batch", "1"},
         "`--max_batch` is given twice, give it once; where it takes several "
         "values, put commas between them",
         "max_batch=1"},
        {"BoolTwice",
         {"--local", "--nolocal"},
         "`--local` is given twice, give it once; where it takes several "
         "values, put commas between them",
         "local=true"},
        {"ValueAfterNo",
         {"--nolocal=true"},
         "`--nolocal` takes no value, write `--nolocal` or `--local=false`"},
        {"NotABool",
         {"--local=maybe"},
         "`--local` cannot be `maybe`: give `true` or `false`"},
        {"NotANumber",
         {"--max_batch=many"},
         "`--max_batch` cannot be `many`: give a whole number from 1 to "
         "2147483647"},
        {"NotADuration",
         {"--timeout=soon"},
         "`--timeout` cannot be `soon`: give a duration such as `5s` or "
         "`250ms`"},
        {"OwnTypesError",
         {"--socket_mode=777"},
         "`--socket_mode` cannot be `777`: give `0600` or `0660`"},
    }),
    [](const testing::TestParamInfo<ErrorCase>& info) {
      return info.param.name;
    });

struct EnvironmentCase {
  std::string name;
  std::vector<std::string> environment;
  std::string set;
  std::string error;
};

void PrintTo(const EnvironmentCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class EnvironmentTest : public testing::TestWithParam<EnvironmentCase> {
  absl::FlagSaver saver_;
};

TEST_P(EnvironmentTest, SetsFlagsOrSaysWhatIsWrong) {
  const absl::Status status =
      SetFlagsFromEnvironment(GetParam().environment, "AUTHZ_", kNames);
  EXPECT_EQ(status.ok(), GetParam().error.empty());
  EXPECT_EQ(std::string(status.message()), GetParam().error);
  EXPECT_EQ(State(), GetParam().set);
}

INSTANTIATE_TEST_SUITE_P(
    All, EnvironmentTest,
    testing::ValuesIn(std::vector<EnvironmentCase>{
        {"Nothing", {}, "", ""},
        {"OthersVariables", {"PATH=/bin", "XAUTHZ_LISTEN=x"}, "", ""},
        {"OneOfEach",
         {"AUTHZ_MAX_BATCH=7", "HOME=/", "AUTHZ_LOCAL=true",
          "AUTHZ_POLICY=a=b"},
         "policy=a=b max_batch=7 local=true",
         ""},
        {"EmptyValue",
         {"AUTHZ_LISTEN="},
         "",
         "`AUTHZ_LISTEN` is given no value, leave it out or give it one"},
        {"Unknown",
         {"AUTHZ_LISEN=x"},
         "",
         "the environment variable `AUTHZ_LISEN` names no flag, did you mean "
         "`AUTHZ_LISTEN`"},
        {"OthersOfBothPrograms",
         {"AUTHZ_SERVER=unix:/a", "AUTHZ_TLS=true", "AUTHZ_TLS_CA=f",
          "AUTHZ_CALLERS=f", "AUTHZ_SOCKET_GROUP=g", "AUTHZ_LOG_LEVEL=info",
          "AUTHZ_DECISION_LOG=f", "AUTHZ_MAX_MEMORY=1"},
         "",
         ""},
        {"NearlyOfAnotherProgram",
         {"AUTHZ_SERVERS=unix:/a"},
         "",
         "the environment variable `AUTHZ_SERVERS` names no flag"},
        {"OfTheCommandButNoVariable",
         {"AUTHZ_OUTPUT=json"},
         "",
         "the environment variable `AUTHZ_OUTPUT` names no flag"},
        {"VeryLong",
         {absl::StrCat("AUTHZ_", std::string(40'000, 'X'), "=1")},
         "",
         absl::StrCat("the environment variable `AUTHZ_",
                      std::string(40'000, 'X'), "` names no flag")},
        {"NotAmongTheNames",
         {"AUTHZ_HIDDEN=x"},
         "",
         "the environment variable `AUTHZ_HIDDEN` names no flag"},
        {"LowerCase",
         {"AUTHZ_listen=x"},
         "",
         "the environment variable `AUTHZ_listen` names no flag"},
        {"NoName",
         {"AUTHZ_=x"},
         "",
         "the environment variable `AUTHZ_` names no flag"},
        {"WrongValue",
         {"AUTHZ_TIMEOUT=soon"},
         "",
         "`AUTHZ_TIMEOUT` cannot be `soon`: give a duration such as `5s` or "
         "`250ms`"},
    }),
    [](const testing::TestParamInfo<EnvironmentCase>& info) {
      return info.param.name;
    });

struct LinkCase {
  std::string name;
  // Without `AUTHZ_`.
  std::string variable;
  std::string value;
  bool is_link;
};

void PrintTo(const LinkCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ServiceLinkTest : public testing::TestWithParam<LinkCase> {};

TEST_P(ServiceLinkTest, IsPassedOver) {
  const std::string entry =
      absl::StrCat("AUTHZ_", GetParam().variable, "=", GetParam().value);
  EXPECT_EQ(SetFlagsFromEnvironment({entry}, "AUTHZ_", kNames).ok(),
            GetParam().is_link);
}

// Those of services that are named authz and authz-audit.
INSTANTIATE_TEST_SUITE_P(
    All, ServiceLinkTest,
    testing::Values(
        LinkCase{"Host", "SERVICE_HOST", "10.0.0.11", true},
        LinkCase{"Port", "SERVICE_PORT", "50051", true},
        LinkCase{"NamedPort", "SERVICE_PORT_GRPC", "50051", true},
        LinkCase{"Url", "PORT", "tcp://10.0.0.11:50051", true},
        LinkCase{"PortUrl", "PORT_50051_TCP", "tcp://10.0.0.11:50051", true},
        LinkCase{"PortProtocol", "PORT_50051_TCP_PROTO", "tcp", true},
        LinkCase{"PortNumber", "PORT_53_UDP_PORT", "53", true},
        LinkCase{"PortAddress", "PORT_50051_TCP_ADDR", "10.0.0.11", true},
        LinkCase{"OtherHost", "AUDIT_SERVICE_HOST", "10.0.0.12", true},
        LinkCase{"OtherUrl", "AUDIT_PORT", "udp://10.0.0.12:53", true},
        LinkCase{"ANumber", "PORT", "50051", false},
        LinkCase{"NoLink", "MAX_MEMORIES", "1", false},
        LinkCase{"PartOfAName", "SUPPORT", "tcp://10.0.0.11:1", false},
        LinkCase{"NoNumber", "PORT_GRPC_TCP", "tcp://10.0.0.11:1", false},
        LinkCase{"NoName", "", "", false}),
    [](const testing::TestParamInfo<LinkCase>& info) {
      return info.param.name;
    });

TEST(FlagsDefinedInTest, AreThoseOfTheFolder) {
  EXPECT_EQ(absl::StrJoin(FlagsDefinedIn("tests/base/"), " "),
            "hidden listen local max_batch notify policy socket_mode "
            "timeout");
  EXPECT_EQ(absl::StrJoin(FlagsDefinedIn("base/"), " "), "");
}

TEST(FlagsHelpTest, ReadsWell) {
  constexpr absl::string_view kShown[] = {"listen",  "policy", "max_batch",
                                          "timeout", "local",  "notify"};
  EXPECT_EQ(
      FlagsHelp(kShown),
      "  --listen=ADDRESS (default 127.0.0.1:50051)\n"
      "      where to listen, a list with commas between its addresses, each a "
      "host and\n"
      "      a port or the path of a socket.\n"
      "  --policy=FILE\n"
      "      the policy to decide by.\n"
      "  --max_batch=VALUE (default 10000)\n"
      "      The most checks in a batch.\n"
      "  --timeout=VALUE (default 5s)\n"
      "      How long to wait.\n"
      "  --local\n"
      "      Whether to decide in process.\n"
      "  --notify (default true)\n"
      "      Whether to notify.\n");
}

}  // namespace
}  // namespace base
