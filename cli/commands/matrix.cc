#include "cli/commands/matrix.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/analysis/matrix.h"
#include "authz/policy/policy.h"
#include "cli/commands/command.h"
#include "cli/commands/flags.h"
#include "cli/commands/input.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/format/matrix.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;

// JSON may give the number of an enum value, and any number at that.
absl::Status CheckValues(const v1::Settings& settings) {
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
  if (status.ok()) status = CheckValues(settings);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`--settings`: ", status.message()));
  }
  return settings;
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  absl::Status none = ExpectNoArguments(arguments);
  if (!none.ok()) return none;
  const absl::StatusOr<v1::Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();

  const authz::Matrix matrix = authz::ComputeMatrix(*policy, *settings);
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(MatrixToProto(*policy, matrix))
                  : FormatMatrix(*policy, matrix, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), kExitOk};
}

}  // namespace

Command MatrixCommand() {
  return {
      "matrix",
      "",
      "print the permission table that follows from a policy",
      R"(Shows which permission level may do which action, under the policy's default
settings and those of --settings over them. It is computed in this process from
the policy's rules: a level has a permission where some request of a user of that
level is allowed. Below it stand the further requirements that such a request has
to satisfy. A setting that is left open is taken as what permits the most, and
the rows that depend on it say so.

Examples
  authz matrix
  authz matrix --settings='{"groupManagement": "GROUP_MANAGEMENT_EVERYONE"}'
  authz matrix --policy=policy.txtpb --output=json
)",
      {"policy", "settings", "output", "color"},
      Run};
}

}  // namespace cli
