#include "cli/load_policy.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "authz/embedded_policy.h"
#include "authz/issue.h"
#include "authz/load.h"
#include "cli/read_file.h"

namespace cli {

absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path) {
  std::string text(authz::EmbeddedPolicyText());
  if (!path.empty()) {
    absl::StatusOr<std::string> file = ReadFile(path);
    if (!file.ok()) return file.status();
    text = *std::move(file);
  }
  authz::CompileResult loaded = authz::LoadPolicy(text);
  if (loaded.policy.has_value()) return *std::move(loaded.policy);
  return absl::InvalidArgumentError(
      absl::StripTrailingAsciiWhitespace(authz::FormatIssues(
          path.empty() ? "embedded policy" : path, loaded.issues)));
}

}  // namespace cli
