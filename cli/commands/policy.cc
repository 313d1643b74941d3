#include "authz/policy/policy.h"

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/analysis/difference.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/lint.h"
#include "authz/analysis/matrix.h"
#include "authz/analysis/proof.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/commands/run.h"
#include "cli/format/policy.h"
#include "cli/format/reports.h"
#include "cli/output.pb.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"

namespace cli {
namespace {

using conversations::authz::policy::v1::Policy;

// JSON may give an enum value by its number, and any number at that.
absl::Status CheckEnums(const v1::Settings& settings) {
  const google::protobuf::Descriptor& type = *settings.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    if (field->enum_type() == nullptr) continue;
    const int value = settings.GetReflection()->GetEnumValue(settings, field);
    if (field->enum_type()->FindValueByNumber(value) == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(field->name(), ": ", value, " is not a value of ",
                       field->enum_type()->name()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Settings> ReadSettings() {
  v1::Settings settings;
  const std::string text = absl::GetFlag(FLAGS_settings);
  if (text.empty()) return settings;
  absl::Status status = FromJson(text, settings);
  if (status.ok()) status = CheckEnums(settings);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`--settings`: ", status.message()));
  }
  return settings;
}

// The path of a policy file that may be left out. Empty: the embedded policy.
absl::StatusOr<std::string> OptionalPath(const Arguments& arguments) {
  if (arguments.size() > 1) {
    return absl::InvalidArgumentError("give at most one file");
  }
  return arguments.empty() ? "" : arguments[0];
}

}  // namespace

absl::StatusOr<Answer> RunMatrix(const Arguments& /*arguments*/) {
  const absl::StatusOr<v1::Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();
  return MakeAnswer(
      MatrixToProto(*policy, authz::ComputeMatrix(*policy, *settings)),
      FormatMatrix, kExitOk);
}

absl::StatusOr<Answer> RunPolicyShow(const Arguments& arguments) {
  const absl::StatusOr<std::string> path = OptionalPath(arguments);
  if (!path.ok()) return path.status();
  const absl::StatusOr<Policy> policy = base::ReadPolicy(*path);
  if (!policy.ok()) return policy.status();
  if (absl::GetFlag(FLAGS_output).value == OutputFormat::kMarkdown) {
    return Answer{PolicyToMarkdown(*policy)};
  }
  return MakeAnswer(*policy, FormatPolicy, kExitOk);
}

absl::StatusOr<Answer> RunPolicyLint(const Arguments& arguments) {
  std::vector<std::string> paths = arguments;
  if (paths.empty()) paths = {""};
  message::LintReport report;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> text = base::ReadPolicyText(path);
    if (!text.ok()) return text.status();
    AddLintedFile(base::PolicyPathName(path), authz::LintPolicy(*text), report);
  }
  return MakeAnswer(
      report, FormatLint,
      report.errors() + report.warnings() == 0 ? kExitOk : kExitDenied);
}

absl::StatusOr<Answer> RunPolicyVerify(const Arguments& arguments) {
  const absl::StatusOr<std::string> path = OptionalPath(arguments);
  if (!path.ok()) return path.status();
  const absl::StatusOr<authz::CompiledPolicy> policy =
      base::CompilePolicyFile(*path);
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<std::vector<authz::Guardrail>> guardrails =
      authz::ReadGuardrails(authz::EmbeddedGuardrailsText());
  if (!guardrails.ok()) return guardrails.status();
  const message::Verification verification = VerificationToProto(
      *policy, *guardrails, authz::FindBreaches(*policy, *guardrails));
  return MakeAnswer(verification, FormatVerification,
                    verification.proved() ? kExitOk : kExitDenied);
}

absl::StatusOr<Answer> RunPolicyDiff(const Arguments& arguments) {
  if (arguments.empty() || arguments.size() > 2) {
    return absl::InvalidArgumentError(
        "give one file, to compare with the embedded policy, or two");
  }
  const absl::StatusOr<authz::CompiledPolicy> old_policy =
      base::CompilePolicyFile(arguments.size() == 1 ? "" : arguments.front());
  if (!old_policy.ok()) return old_policy.status();
  const absl::StatusOr<authz::CompiledPolicy> new_policy =
      base::CompilePolicyFile(arguments.back());
  if (!new_policy.ok()) return new_policy.status();
  const message::PolicyDifference difference =
      DifferenceToProto(*old_policy, *new_policy,
                        authz::FindDifferences(*old_policy, *new_policy));
  return MakeAnswer(difference, FormatDifference,
                    difference.opened().empty() ? kExitOk : kExitDenied);
}

}  // namespace cli
