#include "base/load_policy.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/load.h"
#include "authz/policies/embedded_policy.h"
#include "authz/policy/compiler.h"
#include "authz/text/issue.h"
#include "authz/text/text_file.h"
#include "base/read_file.h"

namespace base {
namespace {

using conversations::authz::policy::v1::Policy;

absl::Status IssuesIn(const std::string& path,
                      const std::vector<authz::Issue>& issues) {
  return absl::InvalidArgumentError(absl::StripTrailingAsciiWhitespace(
      authz::FormatIssues(PolicyPathName(path), issues)));
}

absl::StatusOr<authz::CompiledPolicy> PolicyOf(const std::string& path,
                                               authz::CompileResult result) {
  if (result.policy.has_value()) return *std::move(result.policy);
  return IssuesIn(path, result.issues);
}

}  // namespace

absl::StatusOr<std::string> ReadPolicyText(const std::string& path) {
  if (path.empty()) return std::string(authz::EmbeddedPolicyText());
  return ReadFile(path);
}

std::string PolicyPathName(const std::string& path) {
  return path.empty() ? "embedded policy" : path;
}

absl::StatusOr<Policy> ReadPolicy(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadPolicyText(path);
  if (!text.ok()) return text.status();
  std::vector<authz::Issue> issues = authz::CompilePolicy(*text).issues;
  authz::TextFile<Policy> file;
  if (issues.empty() && authz::ReadTextFile(*text, file, issues)) {
    return std::move(file.message);
  }
  return IssuesIn(path, issues);
}

absl::StatusOr<authz::CompiledPolicy> LoadPolicyText(const std::string& path,
                                                     absl::string_view text) {
  return PolicyOf(path, authz::LoadPolicy(text));
}

absl::StatusOr<authz::CompiledPolicy> LoadPolicy(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadPolicyText(path);
  if (!text.ok()) return text.status();
  return LoadPolicyText(path, *text);
}

absl::StatusOr<authz::CompiledPolicy> CompilePolicyFile(
    const std::string& path) {
  const absl::StatusOr<std::string> text = ReadPolicyText(path);
  if (!text.ok()) return text.status();
  return PolicyOf(path, authz::CompilePolicy(*text));
}

}  // namespace base
