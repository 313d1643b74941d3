#include "tests/cli/policy_files.h"

#include "absl/strings/str_replace.h"
#include "authz/policies/embedded_policy.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"

namespace cli {

std::string PolicyFileWith(const std::string& from, const std::string& to) {
  std::string text(authz::EmbeddedPolicyText());
  EXPECT_EQ(absl::StrReplaceAll({{from, to}}, &text), 1) << from;
  return TestFile("policy.txtpb", text);
}

}  // namespace cli
