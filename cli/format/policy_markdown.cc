#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "authz/facts/fact_table.h"
#include "authz/policy/policy_version.h"
#include "cli/format/fields.h"
#include "cli/format/names.h"
#include "cli/format/policy.h"
#include "cli/format/style.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;
namespace policy_v1 = ::conversations::authz::policy::v1;

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Text that means nothing to Markdown.
std::string Escape(absl::string_view text) {
  return absl::StrReplaceAll(Printable(text), {{"\\", "\\\\"},
                                               {"|", "\\|"},
                                               {"`", "\\`"},
                                               {"*", "\\*"},
                                               {"<", "\\<"},
                                               {"[", "\\["}});
}

std::string Code(absl::string_view name) {
  return absl::StrCat("`", Printable(name), "`");
}

std::string List(const Names& names) {
  return Escape(absl::StrJoin(names, ", "));
}

std::string CodeList(const Names& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) {
                         absl::StrAppend(out, Code(name));
                       });
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    absl::StrAppend(&row, cell.empty() ? "" : " ", cell, " |");
  }
  return row + "\n";
}

std::string Head(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) line += "---|";
  return absl::StrCat(Row(cells), line, "\n");
}

std::string Rules(const policy_v1::Policy& policy) {
  std::string text;
  for (const policy_v1::Group& group : policy.group()) {
    absl::StrAppend(&text, Code(group.name()), " is ", List(group.require()),
                    ".\n");
  }
  absl::StrAppend(&text, text.empty() ? "" : "\n",
                  Head({"action", "requires, in order"}));
  for (const policy_v1::Rule& rule : policy.rule()) {
    absl::StrAppend(&text,
                    Row({CodeList(ActionNames(rule)), List(rule.require())}));
  }
  return text;
}

std::string Requirements(const policy_v1::Policy& policy) {
  std::string text =
      Head({"requirement", "when", "one of", "reason of the denial", "source"});
  for (const policy_v1::Requirement& requirement : policy.requirement()) {
    absl::StrAppend(&text,
                    Row({Escape(requirement.name()), List(requirement.when()),
                         List(requirement.any_of()),
                         requirement.reason() == v1::REASON_UNSPECIFIED
                             ? kCannotFail
                             : Code(ShortName(requirement.reason())),
                         Escape(requirement.source())}));
  }
  return text;
}

std::string Facts() {
  std::string text = Head({"fact", "true when", "unknown without"});
  for (const authz::FactRow& row : authz::kFactTable) {
    std::vector<std::string> missing;
    for (const authz::MissingPath& path : row.missing) {
      if (!path.path.empty()) missing.push_back(Code(path.path));
    }
    if (missing.empty()) missing.emplace_back("never unknown");
    absl::StrAppend(
        &text, Row({Code(row.name),
                    std::string(row.definition.empty() ? row.when_true
                                                       : row.definition),
                    absl::StrCat(absl::StrJoin(missing, ", "),
                                 row.never_false ? "; never false" : "")}));
  }
  return text;
}

// Adds the paths that settle the facts of these names, each once.
void AddPaths(const Names& facts, std::vector<std::string>& paths) {
  for (const std::string& name : facts) {
    const std::optional<authz::Fact> fact = authz::FactByName(name);
    if (!fact.has_value()) continue;
    for (const authz::MissingPath& missing : authz::RowOf(*fact).missing) {
      const std::string path = Code(missing.path);
      if (!missing.path.empty() &&
          std::find(paths.begin(), paths.end(), path) == paths.end()) {
        paths.push_back(path);
      }
    }
  }
}

// Adds the paths of the requirements, and of those of groups, of these names.
void AddPathsOf(const Names& names, const policy_v1::Policy& policy,
                std::vector<std::string>& paths) {
  for (const std::string& name : names) {
    for (const policy_v1::Requirement& requirement : policy.requirement()) {
      if (requirement.name() != name) continue;
      AddPaths(requirement.when(), paths);
      AddPaths(requirement.any_of(), paths);
    }
    for (const policy_v1::Group& group : policy.group()) {
      if (group.name() == name) AddPathsOf(group.require(), policy, paths);
    }
  }
}

std::string Reads(const policy_v1::Policy& policy) {
  std::string text = Head({"action", "reads"});
  for (const policy_v1::Rule& rule : policy.rule()) {
    std::vector<std::string> paths;
    AddPathsOf(rule.require(), policy, paths);
    absl::StrAppend(
        &text, Row({CodeList(ActionNames(rule)), absl::StrJoin(paths, ", ")}));
  }
  return text;
}

std::string Fields(absl::string_view kind, absl::string_view value,
                   const google::protobuf::Message& message) {
  std::string text = Head({std::string(kind), std::string(value)});
  for (const NamedValue& field : FieldValues(message)) {
    absl::StrAppend(&text,
                    Row({Code(field.name),
                         field.value.empty() ? "none" : Code(field.value)}));
  }
  return text;
}

}  // namespace

std::string PolicyToMarkdown(const policy_v1::Policy& policy) {
  return absl::StrCat(
      "# Policy ", Code(authz::PolicyVersion(policy)), "\n\n## Rules\n\n",
      Rules(policy), "\n## Requirements\n\n", Requirements(policy),
      "\n## Facts\n\n", Facts(), "\n## Reads\n\n", Reads(policy),
      "\n## Settings\n\n",
      Fields("setting", "default", policy.default_settings()),
      "\n## Limits\n\n", Fields("limit", "value", policy.limits()));
}

}  // namespace cli
