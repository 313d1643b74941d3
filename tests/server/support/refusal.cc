#include "tests/server/support/refusal.h"

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"

namespace server {

using testing_support::Finished;

Finished RunServer(const std::vector<std::string>& arguments,
                   const testing_support::ProgramOptions& options) {
  const absl::StatusOr<Finished> finished = testing_support::RunProgram(
      testing_support::kServerProgram, arguments, options);
  EXPECT_TRUE(finished.ok()) << finished.status();
  return finished.ok() ? *finished : Finished();
}

void ExpectRefusal(const Finished& finished, const std::string& error) {
  EXPECT_EQ(finished.exit_status, 1);
  const std::vector<testing_support::LogLine> log =
      testing_support::ParseLog(finished.err);
  ASSERT_EQ(log.size(), 1U) << finished.err;
  testing_support::LogLine line = log.front();
  EXPECT_EQ(line["level"], "error");
  EXPECT_EQ(line["message"], "cannot start");
  EXPECT_EQ(line["error"], error);
  EXPECT_EQ(finished.out, "");
}

}  // namespace server
