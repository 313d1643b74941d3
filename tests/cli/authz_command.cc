#include "tests/cli/authz_command.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing_support::Finished;

constexpr absl::string_view kPolicyName = "conversations@";

void HideVersion(std::string& text) {
  std::size_t at = 0;
  while ((at = text.find(std::string(kPolicyName), at)) != std::string::npos) {
    at += kPolicyName.size();
    const std::size_t end =
        std::min(text.find_first_not_of("0123456789abcdef", at), text.size());
    text.replace(at, end - at, "VERSION");
  }
}

}  // namespace

Finished RunAuthz(const std::vector<std::string>& arguments,
                  const testing_support::ProgramOptions& options) {
  absl::StatusOr<Finished> finished =
      testing_support::RunProgram("cli/authz", arguments, options);
  EXPECT_TRUE(finished.ok()) << finished.status();
  if (!finished.ok()) return {-1, "", ""};
  HideVersion(finished->out);
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
