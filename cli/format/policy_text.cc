#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/policy/policy_version.h"
#include "base/wrap.h"
#include "cli/format/fields.h"
#include "cli/format/names.h"
#include "cli/format/policy.h"
#include "cli/format/style.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;
namespace policy_v1 = ::conversations::authz::policy::v1;

using Names = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kIndent = 6;

std::string Heading(absl::string_view text, const Style& style) {
  return absl::StrCat("\n", Paint(text, Color::kBold, style), "\n");
}

std::string Join(const Names& names) {
  return Printable(absl::StrJoin(names, ", "));
}

// A name or several, and below it what is listed under it.
std::string FormatList(const std::string& title, const Names& names,
                       const Style& style) {
  return absl::StrCat("  ", Paint(title, Color::kBold, style), "\n",
                      base::Wrap(Join(names), kIndent));
}

// Wrapped text, behind a label on its first line.
std::string FormatLabelled(absl::string_view label, const Names& names,
                           const Style& style) {
  constexpr int kLabelWidth = 8;
  if (names.empty()) return "";
  const std::string text = base::Wrap(Join(names), kIndent + kLabelWidth);
  return absl::StrCat(std::string(kIndent, ' '),
                      Paint(label, Color::kDim, style),
                      text.substr(kIndent + label.size()));
}

std::string FormatRequirement(const policy_v1::Requirement& requirement,
                              int name_width, const Style& style) {
  const std::string name = Printable(requirement.name());
  const std::size_t gap = std::max(name_width - Columns(name), 0) + 2;
  const std::string reason =
      requirement.reason() == v1::REASON_UNSPECIFIED
          ? Paint(kCannotFail, Color::kDim, style)
          : Paint(ShortName(requirement.reason()), Color::kRed, style);
  std::string source = base::Wrap(
      absl::StrCat("[", Printable(requirement.source()), "]"), kIndent);
  source.pop_back();
  return absl::StrCat("  ", Paint(name, Color::kBold, style),
                      std::string(gap, ' '), reason, "\n",
                      base::Wrap(Printable(requirement.description()), kIndent),
                      FormatLabelled("when", requirement.when(), style),
                      FormatLabelled("one of", requirement.any_of(), style),
                      Paint(source, Color::kDim, style), "\n");
}

std::string FormatRequirements(const policy_v1::Policy& policy,
                               const Style& style) {
  int width = 0;
  for (const policy_v1::Requirement& requirement : policy.requirement()) {
    width = std::max(width, Columns(Printable(requirement.name())));
  }
  std::string text;
  for (const policy_v1::Requirement& requirement : policy.requirement()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n",
                    FormatRequirement(requirement, width, style));
  }
  return text;
}

}  // namespace

google::protobuf::RepeatedPtrField<std::string> ActionNames(
    const policy_v1::Rule& rule) {
  Names names;
  for (const int action : rule.action()) {
    *names.Add() = ShortName(static_cast<v1::Action>(action));
  }
  return names;
}

std::string FormatPolicy(const policy_v1::Policy& policy, const Style& style) {
  std::string text = absl::StrCat(
      Paint("Policy", Color::kBold, style), " ", authz::PolicyVersion(policy),
      "\n", Heading("Default settings", style),
      FormatFields(policy.default_settings(), "none", style),
      Heading("Limits", style), FormatFields(policy.limits(), "none", style));
  if (!policy.group().empty()) {
    absl::StrAppend(&text, Heading("Groups of requirements", style));
  }
  for (const policy_v1::Group& group : policy.group()) {
    absl::StrAppend(
        &text, FormatList(Printable(group.name()), group.require(), style));
  }
  absl::StrAppend(&text,
                  Heading("Rules: what each action requires, in order", style));
  for (const policy_v1::Rule& rule : policy.rule()) {
    absl::StrAppend(&text,
                    FormatList(Join(ActionNames(rule)), rule.require(), style));
  }
  absl::StrAppend(&text, Heading("Requirements", style),
                  FormatRequirements(policy, style));
  return text;
}

}  // namespace cli
