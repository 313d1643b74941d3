#include "tests/cli/authz_command.h"

#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/support/subprocess.h"

namespace cli {

using testing_support::Finished;

Finished RunAuthz(const std::vector<std::string>& arguments,
                  const testing_support::ProgramOptions& options) {
  absl::StatusOr<Finished> finished =
      testing_support::RunProgram("cli/authz", arguments, options);
  EXPECT_TRUE(finished.ok()) << finished.status();
  if (!finished.ok()) return {-1, "", ""};
  static const auto& version = *new std::regex("@[0-9a-f]{12}");
  finished->out = std::regex_replace(finished->out, version, "@VERSION");
  return *finished;
}

void ExpectBadUsage(const std::vector<std::string>& arguments,
                    absl::string_view error) {
  const Finished finished = RunAuthz(arguments);
  EXPECT_EQ(finished.exit_status, 2) << error;
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, error);
}

std::string TestFile(const std::string& name, const std::string& text) {
  std::string path = absl::StrCat(testing::TempDir(), "/", name);
  std::ofstream(path) << text;
  return path;
}

}  // namespace cli
