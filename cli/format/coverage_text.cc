#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "authz/facts/fact.h"
#include "cli/format/coverage.h"
#include "cli/format/names.h"
#include "cli/format/style.h"
#include "cli/format/table.h"

namespace cli {
namespace {

bool IsComplete(const authz::CoverageTotal& total) {
  return total.covered == total.possible;
}

std::string Words(const authz::CoverageTotal& total) {
  return absl::StrCat(total.covered, " of ", total.possible);
}

// A line of the summary.
TableRow Row(const std::string& name, const authz::CoverageTotal& total,
             const std::string& more) {
  const bool complete = IsComplete(total);
  return {
      complete ? TableCell{"✓", Color::kGreen} : TableCell{"✗", Color::kRed},
      {name, Color::kBold},
      {Words(total)},
      {more, Color::kDim}};
}

std::string Missing(absl::Span<const authz::Exercise> exercises) {
  std::vector<absl::string_view> outcomes;
  for (const authz::Exercise& exercise : exercises) {
    if (exercise.IsMissing()) outcomes.push_back(exercise.outcome);
  }
  return absl::StrJoin(outcomes, ", ");
}

// What is not covered, a row for each requirement or fact.
class MissingRows {
 public:
  void Add(const std::string& name,
           absl::Span<const authz::Exercise> exercises) {
    const std::string missing = Missing(exercises);
    if (!missing.empty()) rows_.push_back({{name}, {missing, Color::kYellow}});
  }

  std::string Format(const std::string& heading, const Style& style) const {
    if (rows_.empty()) return "";
    return absl::StrCat("  ", Paint(heading, Color::kBold, style), "\n",
                        FormatTable(rows_, /*indent=*/4, style));
  }

 private:
  std::vector<TableRow> rows_;
};

std::string FormatMissing(const authz::Coverage& coverage, const Style& style) {
  std::string text;
  for (const authz::RuleCoverage& rule : coverage.rules) {
    if (rule.cases == 0) {
      absl::StrAppend(
          &text, "  ", Paint(ShortName(rule.action), Color::kBold, style), "\n",
          "    ", Paint("anything: there is no case", Color::kYellow, style),
          "\n");
      continue;
    }
    MissingRows rows;
    for (const authz::RequirementCoverage& requirement : rule.requirements) {
      rows.Add(requirement.requirement->name, requirement.exercises);
    }
    absl::StrAppend(&text, rows.Format(ShortName(rule.action), style));
  }
  MissingRows rows;
  for (const authz::FactCoverage& fact : coverage.facts) {
    rows.Add(std::string(authz::FactName(fact.fact)), fact.exercises);
  }
  absl::StrAppend(&text, rows.Format("facts", style));
  return text;
}

}  // namespace

std::string FormatCoverage(const authz::CompiledPolicy& policy,
                           const authz::Coverage& coverage,
                           const Style& style) {
  const authz::CoverageTotal total = authz::Total(coverage);
  std::vector<TableRow> rows;
  for (const authz::RuleCoverage& rule : coverage.rules) {
    rows.push_back(Row(
        ShortName(rule.action), authz::Total(rule),
        absl::StrCat("by ", rule.cases, rule.cases == 1 ? " case" : " cases")));
  }
  rows.push_back(Row("facts", authz::Total(coverage.facts), ""));
  const bool complete = IsComplete(total);
  return absl::StrCat(
      complete ? Paint("COVERED", Color::kGreen, style)
               : Paint("NOT COVERED", Color::kRed, style),
      "  ", policy.version, "\n\n", FormatTable(rows, /*indent=*/2, style),
      complete ? "" : "\nNever seen\n", FormatMissing(coverage, style), "\n",
      Words(total), " outcomes covered\n");
}

}  // namespace cli
