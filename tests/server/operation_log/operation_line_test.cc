#include "server/operation_log/operation_line.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/operation_log.h"

namespace server {
namespace {

const absl::Time kTime =
    absl::FromUnixSeconds(1'760'000'000) + absl::Microseconds(7'250);

struct LineCase {
  std::string name;
  LogLevel level;
  std::string message;
  std::vector<LogField> fields;
  std::string json;
  std::string text;
};

void PrintTo(const LineCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class OperationLineTest : public testing::TestWithParam<LineCase> {};

TEST_P(OperationLineTest, IsWrittenInBothFormats) {
  const LineCase& c = GetParam();
  const std::string json =
      JsonOperationLine(kTime, c.level, c.message, c.fields);
  EXPECT_EQ(json,
            "{\"time\":\"2025-10-09T08:53:20.007250Z\"," + c.json + "}\n");
  EXPECT_EQ(testing_support::ParseLogLine(json).count("not_a_log_line"), 0U);
  EXPECT_EQ(TextOperationLine(kTime, c.level, c.message, c.fields),
            "2025-10-09T08:53:20.007250Z " + c.text + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    All, OperationLineTest,
    testing::ValuesIn(std::vector<LineCase>{
        {"NoFields",
         LogLevel::kInfo,
         "draining",
         {},
         R"("level":"info","message":"draining")",
         "INFO draining"},
        {"Fields",
         LogLevel::kWarning,
         "calls are refused",
         {{"suppressed", 7}, {"error", "too many calls"}, {"none", ""}},
         R"("level":"warning","message":"calls are refused","suppressed":7,)"
         R"("error":"too many calls","none":"")",
         R"(WARNING calls are refused suppressed=7 error="too many calls" )"
         R"(none="")"},
        {"SeveralLines",
         LogLevel::kError,
         "policy not reloaded",
         {{"error", "p:1:2: a\np:2:3: b"}, {"policy_version", "v"}},
         R"("level":"error","message":"policy not reloaded",)"
         R"("error":"p:1:2: a\np:2:3: b","policy_version":"v")",
         "ERROR policy not reloaded policy_version=v\n  error:\n"
         "    p:1:2: a\n    p:2:3: b"},
        {"WhatATerminalWouldObey",
         LogLevel::kDebug,
         "a\x1b[31m",
         {{"one", "\x1b[2J"}, {"two", "x\n\x1b[2J"}},
         R"("level":"debug","message":"a\u001B[31m","one":"\u001B[2J",)"
         R"("two":"x\n\u001B[2J")",
         "DEBUG a?[31m one=\"\\u001B[2J\"\n  two:\n    x\n    ?[2J"},
        {"NoText",
         LogLevel::kInfo,
         "caf\xe9",
         {{"path", "caf\xc3\xa9"}, {"bad", "caf\xe9"}},
         R"("level":"info","message":"caf?","path":"café","bad":"caf?")",
         "INFO caf? path=café bad=caf?"},
    }),
    [](const testing::TestParamInfo<LineCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server
