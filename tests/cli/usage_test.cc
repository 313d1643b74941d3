// What `authz` says to those who use it wrongly. All of it exits with 2.

#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"

namespace cli {
namespace {

struct Case {
  std::string name;
  std::vector<std::string> arguments;
  std::string err;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class UsageTest : public testing::TestWithParam<Case> {};

TEST_P(UsageTest, SaysWhatToDo) {
  ExpectBadUsage(GetParam().arguments, GetParam().err);
}

INSTANTIATE_TEST_SUITE_P(
    All, UsageTest,
    testing::ValuesIn(std::vector<Case>{
        {"UnknownCommand",
         {"chek"},
         "authz: unknown command `chek`, did you mean `check`, see `authz "
         "--help`\n"},
        {"UnknownFlag",
         {"check", "--sever=x"},
         "authz: unknown flag `--sever`, did you mean `--server`, see `authz "
         "--help`\n"},
        {"WrongValue",
         {"check", "--output=xml"},
         "authz: `--output` cannot be `xml`: give one of `text`, `json`, "
         "`markdown`, `junit`, see `authz "
         "--help`\n"},
        {"MatrixTakesNoServer",
         {"matrix", "--server=127.0.0.1:1"},
         "authz matrix: unknown flag `--server`, see `authz matrix --help`\n"},
        {"CheckTakesNoSettings",
         {"check", "--settings={}"},
         "authz check: unknown flag `--settings`, see `authz check --help`\n"},
        {"HealthIsOfAServer",
         {"--local", "health"},
         "authz health: unknown flag `--local`, see `authz health --help`\n"},
        {"VersionIsOfNoCommand",
         {"check", "--version"},
         "authz check: unknown flag `--version`, see `authz check --help`\n"},
        {"PolicyWithoutLocal",
         {"check", "--policy=x", "{}"},
         "authz check: a server has its own policy, add `--local` to decide by "
         "`--policy`\n"},
        {"ServerWithLocal",
         {"check", "--local", "--server=a:1", "{}"},
         "authz check: `--local` asks no server, leave out `--server` or "
         "`--local`\n"},
        {"NotAnAddress",
         {"health", "--server=localhost"},
         "authz health: `localhost` is not an address, give `HOST:PORT` or "
         "`unix:PATH`\n"},
        {"NoTime",
         {"health", "--timeout=0s"},
         "authz health: the timeout cannot be `0`, give a positive duration "
         "such as `5s`\n"},
        {"InfoTakesNoArgument",
         {"info", "--local", "x"},
         "authz info: takes no argument and got `x`\n"},
        {"NoSuchPolicy",
         {"matrix", "--policy=no-such-file"},
         "authz matrix: cannot read `no-such-file`: no such file or "
         "directory\n"},
        {"SettingsWithUnknownField",
         {"matrix", R"(--settings={"acces": 1})"},
         "authz matrix: `--settings`: not the JSON of Settings: acces: there "
         "is no such field\n"},
        {"SettingsWithUnknownValue",
         {"matrix", R"(--settings={"access": 9})"},
         "authz matrix: `--settings`: access: 9 is not a value of Access\n"},
        {"UnknownField",
         {"check", "--local", R"({"actor": {"admin": true}})"},
         "authz check: not the JSON of CheckRequest: actor.admin: there is no "
         "such field\n"},
        {"UnknownFieldOfABatch",
         {"batch", "--local", R"({"checks": [{"x": 1}]})"},
         "authz batch: not the JSON of BatchCheckRequest: checks[0].x: there "
         "is no such field\n"},
        {"MalformedRequest",
         {"check", "--local", R"({"action": "ACTION_CONFIGURE_TOOL"})"},
         "authz check: actor.id: must not be empty\n"},
        {"NoSuchFile",
         {"check", "--local", "no-such-file"},
         "authz check: cannot read `no-such-file`: no such file or "
         "directory\n"},
        {"NotAFile",
         {"check", "--local", "/"},
         "authz check: cannot read `/`: is a directory\n"},
        {"JsonWithoutQuotes",
         {"check", "--local", "{actor:", "x}"},
         "authz check: takes one argument and got 2, put JSON text in single "
         "quotes\n"},
        {"NoPolicyCommand",
         {"policy"},
         "authz: say which `policy` command, see `authz --help`\n"},
        {"UnknownPolicyCommand",
         {"policy", "verfy"},
         "authz: unknown command `policy verfy`, did you mean `policy "
         "verify`, see `authz --help`\n"},
        {"VerifyOfTwo",
         {"policy", "verify", "a", "b"},
         "authz policy verify: give at most one file\n"},
        {"EmptyArgument",
         {"policy", "verify", ""},
         "authz policy verify: an argument is empty, leave it out or say what "
         "it is to be\n"},
        {"VerifyOfNoFile",
         {"policy", "verify", "none"},
         "authz policy verify: cannot read `none`: no such file or "
         "directory\n"},
        {"DiffOfNothing",
         {"policy", "diff"},
         "authz policy diff: give one file, to compare with the embedded "
         "policy, or two\n"},
        {"DiffOfThree",
         {"policy", "diff", "a", "b", "c"},
         "authz policy diff: give one file, to compare with the embedded "
         "policy, or two\n"},
        {"TestOfNothing",
         {"policy", "test"},
         "authz policy test: give at least one policy test file, or a folder "
         "of them\n"},
        {"CoverageOfNothing",
         {"policy", "coverage"},
         "authz policy coverage: give at least one policy test file, or a "
         "folder of them\n"},
        {"TestInMarkdown",
         {"policy", "test", "x", "--output=markdown"},
         "authz policy test: cannot print `markdown`, give one of `text`, "
         "`json`, `junit`, see `authz policy test --help`\n"},
        {"HelpOfNothing",
         {"help", "frobnicate"},
         "authz: unknown command `frobnicate`, see `authz --help`\n"},
        {"HelpOfTwo",
         {"help", "check", "batch"},
         "authz: help is of one command at a time, see `authz --help`\n"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace cli
