#include "cli/load_policy.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "authz/compiler.h"
#include "authz/embedded_policy.h"
#include "authz/issue.h"
#include "authz/load.h"
#include "cli/read_file.h"

namespace cli {

namespace {

using Compile = authz::CompileResult (*)(absl::string_view text);

absl::StatusOr<authz::CompiledPolicy> Load(const std::string& path,
                                           Compile compile) {
  std::string text(authz::EmbeddedPolicyText());
  if (!path.empty()) {
    absl::StatusOr<std::string> file = ReadFile(path);
    if (!file.ok()) return file.status();
    text = *std::move(file);
  }
  authz::CompileResult result = compile(text);
  if (result.policy.has_value()) return *std::move(result.policy);
  return absl::InvalidArgumentError(
      absl::StripTrailingAsciiWhitespace(authz::FormatIssues(
          path.empty() ? "embedded policy" : path, result.issues)));
}

}  // namespace

absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path) {
  return Load(path, authz::LoadPolicy);
}

absl::StatusOr<authz::CompiledPolicy> CompilePolicyFile(
    const std::string& path) {
  return Load(path, authz::CompilePolicy);
}

}  // namespace cli
