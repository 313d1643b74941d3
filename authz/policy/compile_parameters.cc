#include "authz/policy/compile_parameters.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/facts/time.h"
#include "authz/text/enum_names.h"

namespace authz {
namespace {

namespace v1 = ::conversations::authz::v1;

constexpr absl::string_view kSettings = "default_settings";
constexpr absl::string_view kLimits = "limits";

// A name is part of the version, which each line of a log and a metric has.
constexpr std::size_t kMostNameLetters = 64;

bool IsNameLetter(char c) {
  return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' ||
         c == '_' || c == '.';
}

// The value of a setting; unspecified where it is left out or wrong.
template <typename Enum>
Enum CompileSetting(absl::string_view field, const std::string& name,
                    const PolicyFile& file, std::vector<Issue>& issues) {
  if (name.empty()) return static_cast<Enum>(0);
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  if (const std::optional<int> value = EnumValueByShortName(type, name)) {
    return static_cast<Enum>(*value);
  }
  Report(
      file.source.At(kSettings).At(field),
      absl::StrCat("unknown value `", name, "` of the setting `", field,
                   "`, use one of ", absl::StrJoin(ShortEnumNames(type), ", ")),
      issues);
  return static_cast<Enum>(0);
}

// As protobuf defines it: both parts have the same sign.
bool IsValidDuration(const google::protobuf::Duration& duration) {
  constexpr std::int64_t kMaxSeconds = 315'576'000'000;
  return std::abs(duration.seconds()) <= kMaxSeconds &&
         std::abs(duration.nanos()) <= kMaxNanos &&
         (duration.seconds() <= 0 || duration.nanos() >= 0) &&
         (duration.seconds() >= 0 || duration.nanos() <= 0);
}

absl::Duration CompileDuration(absl::string_view field, bool given,
                               const google::protobuf::Duration& duration,
                               absl::Duration least, const PolicyFile& file,
                               std::vector<Issue>& issues) {
  const SourceNode& node = file.source.At(kLimits).At(field);
  if (!given) {
    Report(node, absl::StrCat("limit `", field, "` is missing"), issues);
  } else if (!IsValidDuration(duration)) {
    Report(node,
           absl::StrCat("limit `", field,
                        "` is not a duration, `seconds` must be within 10,000 "
                        "years and `nanos` within one second"),
           issues);
  } else if (ToDuration(duration) < least) {
    Report(node,
           absl::StrCat(
               "limit `", field, "` must be ",
               least > absl::ZeroDuration() ? "positive" : "zero or positive"),
           issues);
  } else {
    return ToDuration(duration);
  }
  return absl::ZeroDuration();
}

std::uint32_t CompileCount(absl::string_view field, std::uint32_t count,
                           const PolicyFile& file, std::vector<Issue>& issues) {
  if (count == 0) {
    Report(file.source.At(kLimits).At(field),
           absl::StrCat("limit `", field, "` is missing or 0, write how many ",
                        "members are allowed"),
           issues);
  }
  return count;
}

}  // namespace

void CompileName(const PolicyFile& file, std::vector<Issue>& issues) {
  const std::string& name = file.message.name();
  if (name.empty()) {
    Report(file.source.At("name"),
           "the policy has no name, write `name: \"...\"`", issues);
  } else if (!std::all_of(name.begin(), name.end(), IsNameLetter)) {
    Report(file.source.At("name"),
           absl::StrCat("policy name `", name,
                        "` may have only lower case letters, digits, `-`, `_` "
                        "and `.`"),
           issues);
  } else if (name.size() > kMostNameLetters) {
    Report(file.source.At("name"),
           absl::StrCat("the policy's name has ", name.size(),
                        " characters, more than ", kMostNameLetters),
           issues);
  }
}

FactParameters CompileParameters(const PolicyFile& file,
                                 std::vector<Issue>& issues) {
  FactParameters parameters;
  const policy_v1::PolicyLimits& limits = file.message.limits();
  parameters.edit_window = CompileDuration(
      "edit_window", limits.has_edit_window(), limits.edit_window(),
      absl::Nanoseconds(1), file, issues);
  parameters.max_clock_skew = CompileDuration(
      "max_clock_skew", limits.has_max_clock_skew(), limits.max_clock_skew(),
      absl::ZeroDuration(), file, issues);
  parameters.max_direct_message_members =
      CompileCount("max_direct_message_members",
                   limits.max_direct_message_members(), file, issues);
  parameters.max_group_members = CompileCount(
      "max_group_members", limits.max_group_members(), file, issues);

  const policy_v1::DefaultSettings& from = file.message.default_settings();
  v1::Settings& settings = parameters.default_settings;
  settings.set_access(
      CompileSetting<v1::Access>("access", from.access(), file, issues));
  settings.set_direct_messages(CompileSetting<v1::DirectMessages>(
      "direct_messages", from.direct_messages(), file, issues));
  settings.set_group_management(CompileSetting<v1::GroupManagement>(
      "group_management", from.group_management(), file, issues));
  if (from.has_project_enabled()) {
    settings.set_project_enabled(from.project_enabled());
  }
  if (from.has_edit_delete_enabled()) {
    settings.set_edit_delete_enabled(from.edit_delete_enabled());
  }
  return parameters;
}

}  // namespace authz
