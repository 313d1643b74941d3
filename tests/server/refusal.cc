#include "tests/server/refusal.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
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
  EXPECT_EQ(finished.err, absl::StrCat("authz_server: ", error, "\n"));
  EXPECT_EQ(finished.out, "");
}

}  // namespace server
