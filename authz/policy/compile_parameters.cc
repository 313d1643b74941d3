#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/facts/time.h"
#include "authz/policy/compile_parts.h"

namespace authz {
namespace {

constexpr absl::string_view kLimits = "limits";

// A name is part of the version, which each line of a log and a metric has.
constexpr std::size_t kMaxNameLetters = 64;

bool IsNameLetter(char c) {
  return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' ||
         c == '_' || c == '.';
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
                        "are allowed"),
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
  } else if (name.size() > kMaxNameLetters) {
    Report(file.source.At("name"),
           absl::StrCat("the policy's name has ", name.size(),
                        " characters, more than ", kMaxNameLetters),
           issues);
  }
}

FactParameters CompileParameters(const PolicyFile& file,
                                 std::vector<Issue>& issues) {
  FactParameters parameters;
  const policy_v1::PolicyLimits& limits = file.message.limits();
  parameters.edit_window =
      CompileDuration("edit_window", limits.has_edit_window(),
                      limits.edit_window(), absl::Nanoseconds(1), file, issues);
  parameters.max_clock_skew = CompileDuration(
      "max_clock_skew", limits.has_max_clock_skew(), limits.max_clock_skew(),
      absl::ZeroDuration(), file, issues);
  parameters.max_direct_message_recipients =
      CompileCount("max_direct_message_recipients",
                   limits.max_direct_message_recipients(), file, issues);
  parameters.max_group_members = CompileCount(
      "max_group_members", limits.max_group_members(), file, issues);
  parameters.default_settings = file.message.default_settings();
  return parameters;
}

}  // namespace authz
