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

absl::StatusOr<authz::CompiledPolicy> FromText(absl::string_view name,
                                               absl::string_view text,
                                               Compile compile) {
  authz::CompileResult result = compile(text);
  if (result.policy.has_value()) return *std::move(result.policy);
  return absl::InvalidArgumentError(absl::StripTrailingAsciiWhitespace(
      authz::FormatIssues(name, result.issues)));
}

absl::StatusOr<authz::CompiledPolicy> FromFile(const std::string& path,
                                               Compile compile) {
  if (path.empty()) {
    return FromText("embedded policy", authz::EmbeddedPolicyText(), compile);
  }
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  return FromText(path, *text, compile);
}

}  // namespace

absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path) {
  return FromFile(path, authz::LoadPolicy);
}

absl::StatusOr<authz::CompiledPolicy> LoadPolicyText(absl::string_view name,
                                                     absl::string_view text) {
  return FromText(name, text, authz::LoadPolicy);
}

absl::StatusOr<authz::CompiledPolicy> CompilePolicyFile(
    const std::string& path) {
  return FromFile(path, authz::CompilePolicy);
}

}  // namespace cli
