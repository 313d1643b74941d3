#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/difference_words.h"
#include "base/wrap.h"
#include "cli/format/names.h"
#include "cli/format/reports.h"

namespace cli {
namespace {

using Changes = google::protobuf::RepeatedPtrField<message::ActionChange>;

// One of the two directions in which a decision changes.
struct Direction {
  // Of one action, and of several.
  absl::string_view verb;
  absl::string_view plural;
  Color color;
};

constexpr Direction kOpens = {"opens", "open", Color::kRed};
constexpr Direction kCloses = {"closes", "close", Color::kYellow};

std::string FormatCases(const message::ActionChange& change,
                        const Style& style) {
  std::string text;
  for (const message::ChangedCase& changed : change.cases()) {
    // Such a case covers any other.
    if (changed.facts().empty()) return " in every case\n";
    absl::StrAppend(&text, text.empty()
                               ? " where\n"
                               : Paint("  or where\n", Color::kDim, style));
    for (const std::string& fact : changed.facts()) {
      // Further lines of a fact are indented further.
      const std::string lines = base::Wrap(fact, /*indent=*/6);
      absl::StrAppend(&text, absl::string_view(lines).substr(2));
    }
  }
  return text;
}

// In lines that leave room for what follows the last action.
std::string FormatActions(const std::vector<std::string>& actions,
                          const Style& style) {
  std::string lines =
      base::Wrap(absl::StrJoin(actions, ", "), /*indent=*/2, /*width=*/66);
  lines.pop_back();
  std::vector<std::string> painted;
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    painted.push_back(Paint(line, Color::kBold, style));
  }
  return absl::StrJoin(painted, "\n");
}

// Actions that change alike stand together, where the first of them does.
std::string FormatChanges(const Changes& changes, const Direction& direction,
                          const Style& style) {
  struct Alike {
    std::vector<std::string> actions;
    std::string cases;
  };
  std::vector<Alike> all;
  for (const message::ActionChange& change : changes) {
    const std::string cases = FormatCases(change, style);
    auto alike = all.begin();
    while (alike != all.end() && alike->cases != cases) ++alike;
    if (alike == all.end()) alike = all.insert(alike, {{}, cases});
    alike->actions.push_back(ShortName(change.action()));
  }
  std::string text;
  for (const Alike& alike : all) {
    absl::StrAppend(
        &text, FormatActions(alike.actions, style), " ",
        Paint(alike.actions.size() == 1 ? direction.verb : direction.plural,
              direction.color, style),
        alike.cases, "\n");
  }
  return text;
}

std::string Count(int actions, const Direction& direction,
                  absl::string_view noun, absl::string_view up) {
  if (actions == 0) return absl::StrCat("nothing ", direction.verb, up);
  return absl::StrCat(actions, noun, noun.empty() || actions == 1 ? "" : "s",
                      " ", actions == 1 ? direction.verb : direction.plural,
                      up);
}

}  // namespace

message::PolicyDifference DifferenceToProto(
    const authz::CompiledPolicy& old_policy,
    const authz::CompiledPolicy& new_policy,
    absl::Span<const authz::ActionDifference> differences) {
  message::PolicyDifference result;
  result.set_old_version(old_policy.version);
  result.set_new_version(new_policy.version);
  for (const authz::ActionDifference& difference : differences) {
    const auto add = [&](const std::vector<authz::ChangedCase>& cases,
                         Changes& changes) {
      if (cases.empty()) return;
      message::ActionChange& change = *changes.Add();
      change.set_action(difference.action);
      for (const authz::ChangedCase& changed : cases) {
        message::ChangedCase& to = *change.add_cases();
        for (std::string& words :
             authz::InWords(difference, changed, old_policy.parameters,
                            new_policy.parameters)) {
          to.add_facts(std::move(words));
        }
      }
    };
    add(difference.opened, *result.mutable_opened());
    add(difference.closed, *result.mutable_closed());
  }
  return result;
}

std::string FormatDifference(const message::PolicyDifference& difference,
                             const Style& style) {
  const std::string versions = absl::StrCat(
      "  ", difference.old_version(), " → ", difference.new_version(), "\n\n");
  const int opened = difference.opened_size();
  const int closed = difference.closed_size();
  if (opened + closed == 0) {
    return absl::StrCat(
        Paint("SAME", Color::kGreen, style), versions,
        "Every request is allowed by both or denied by both.\n");
  }
  return absl::StrCat(
      opened > 0 ? Paint("OPENS", Color::kRed, style)
                 : Paint("CLOSES", Color::kYellow, style),
      versions, FormatChanges(difference.opened(), kOpens, style),
      FormatChanges(difference.closed(), kCloses, style),
      "Everything that both policies require still applies.\n\n",
      Count(opened, kOpens, " action", " up"), ", ",
      Count(closed, kCloses, opened == 0 ? " action" : "", ""), "\n");
}

}  // namespace cli
