// Flags of the decision log that the real server refuses.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/support/server_process.h"

namespace server {
namespace {

struct BadFlagsCase {
  std::string name;
  std::vector<std::string> flags;
  std::string error;
};

void PrintTo(const BadFlagsCase& bad, std::ostream* os) { *os << bad.name; }

class BadDecisionLogFlagsTest : public testing::TestWithParam<BadFlagsCase> {};

TEST_P(BadDecisionLogFlagsTest, EndTheServer) {
  ExpectRefusal(RunServer(GetParam().flags), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadDecisionLogFlagsTest,
    testing::ValuesIn(std::vector<BadFlagsCase>{
        {"Destination",
         {"--decision_log=/none/log"},
         "cannot open `/none/log`: no such file or directory"},
        {"Filter",
         {"--decision_log=stdout", "--decision_log_filter=allows"},
         "`--decision_log_filter` cannot be `allows`: give one of `all`, "
         "`denials`"},
        {"Full",
         {"--decision_log=stdout", "--decision_log_full=wait"},
         "`--decision_log_full` cannot be `wait`: give one of `drop`, `block`"},
        {"Rate",
         {"--decision_log=stdout", "--decision_log_sample_allows=1.5"},
         "`--decision_log_sample_allows` cannot be `1.5`: give a number from 0 "
         "to 1"},
        {"Queue",
         {"--decision_log=stdout", "--decision_log_queue_bytes=1000"},
         "`--decision_log_queue_bytes` cannot be `1000`: give bytes such as "
         "`64KiB`, from 1MiB to 1024GiB"},
        {"RateOfAllowsThatAreLeftOut",
         {"--decision_log=stdout", "--decision_log_filter=denials",
          "--decision_log_sample_allows=0.5"},
         "flag `--decision_log_sample_allows`: `0.5` is of no use with "
         "`--decision_log_filter=denials`"},
        {"RequestsWithoutALog",
         {"--decision_log_requests"},
         "flag `--decision_log_requests`: `true` is of no use without "
         "`--decision_log`"},
        {"FilterWithoutALog",
         {"--decision_log_filter=denials"},
         "flag `--decision_log_filter`: `denials` is of no use without "
         "`--decision_log`"},
        {"KeyWithoutHashes",
         {"--decision_log=stdout", "--decision_log_hash_key=k"},
         "flag `--decision_log_hash_key`: `k` is of no use without "
         "`--decision_log_hash_ids`"},
    }),
    [](const testing::TestParamInfo<BadFlagsCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server
