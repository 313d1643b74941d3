#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/analysis/difference.h"
#include "authz/analysis/lint.h"
#include "authz/policy/compiler.h"
#include "authz/text/enum_names.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace authz {
namespace {

using google::protobuf::FieldDescriptor;

// The setting as a policy file writes it: "access: ACCESS_ANY_USER".
std::string Written(const v1::Settings& settings,
                    const FieldDescriptor* setting) {
  std::string value;
  google::protobuf::TextFormat::PrintFieldValueToString(settings, setting, -1,
                                                        &value);
  return absl::StrCat(setting->name(), ": ", value);
}

// The actions that some request which leaves the setting out may do with its
// default, and could not do without one.
std::vector<std::string> OpenedBy(const FieldDescriptor* setting,
                                  absl::string_view text,
                                  const CompiledPolicy& policy) {
  CompileResult compiled = CompilePolicy(text);
  CompiledPolicy without = *std::move(compiled.policy);
  v1::Settings& defaults = without.parameters.default_settings;
  defaults.GetReflection()->ClearField(&defaults, setting);
  std::vector<std::string> actions;
  for (const ActionDifference& difference : FindDifferences(without, policy)) {
    if (!difference.opened.empty()) {
      actions.emplace_back(ShortName(difference.action));
    }
  }
  return actions;
}

}  // namespace

void NoteDefaults(absl::string_view text, const CompiledPolicy& policy,
                  const PolicyFile& file, std::vector<Issue>& issues) {
  const v1::Settings& defaults = policy.parameters.default_settings;
  std::vector<const FieldDescriptor*> settings;
  defaults.GetReflection()->ListFields(defaults, &settings);
  for (const FieldDescriptor* setting : settings) {
    const std::vector<std::string> actions = OpenedBy(setting, text, policy);
    if (actions.empty()) continue;
    const SourceNode& place =
        file.source.At("default_settings").At(setting->name());
    issues.push_back(
        {place.line, place.column,
         absl::StrCat("the default `", Written(defaults, setting), "` opens ",
                      absl::StrJoin(actions, ", "),
                      " to requests that leave the setting out, take it out "
                      "where they are to say it"),
         Severity::kNote});
  }
}

}  // namespace authz
