#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "authz/facts/fact.h"
#include "cli/format/names.h"
#include "cli/format/reports.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace cli {
namespace {

using Outcomes = google::protobuf::RepeatedPtrField<message::OutcomeCoverage>;

void AddOutcomes(absl::Span<const authz::Exercise> exercises,
                 Outcomes& outcomes) {
  for (const authz::Exercise& exercise : exercises) {
    message::OutcomeCoverage& outcome = *outcomes.Add();
    outcome.set_outcome(std::string(exercise.outcome));
    outcome.set_possible(exercise.possible);
    outcome.set_cases(exercise.cases);
  }
}

// A rule, or all facts: how much of it is covered, and what is not.
struct Section {
  int covered = 0;
  int possible = 0;
  // One for each requirement or fact with an outcome that is not covered.
  std::vector<TableRow> missing;
};

void Add(const std::string& name, const Outcomes& outcomes, Section& section) {
  std::vector<absl::string_view> missing;
  for (const message::OutcomeCoverage& outcome : outcomes) {
    if (!outcome.possible()) continue;
    ++section.possible;
    if (outcome.cases() > 0) {
      ++section.covered;
    } else {
      missing.push_back(outcome.outcome());
    }
  }
  if (missing.empty()) return;
  section.missing.push_back(
      {{Printable(name)}, {absl::StrJoin(missing, ", "), Color::kYellow}});
}

Section SectionOf(const message::RuleCoverage& rule) {
  Section section;
  for (const message::RequirementCoverage& requirement : rule.requirements()) {
    Add(requirement.name(), requirement.outcomes(), section);
  }
  if (rule.cases() == 0) {
    section.missing = {{{"anything: there is no case", Color::kYellow}}};
  }
  return section;
}

Section SectionOf(const message::PolicyCoverage& coverage) {
  Section section;
  for (const message::FactCoverage& fact : coverage.facts()) {
    Add(fact.name(), fact.values(), section);
  }
  return section;
}

std::string Words(const Section& section) {
  return absl::StrCat(section.covered, " of ", section.possible);
}

}  // namespace

message::PolicyCoverage CoverageToProto(const authz::CompiledPolicy& policy,
                                        const authz::Coverage& coverage) {
  message::PolicyCoverage proto;
  proto.set_policy_version(policy.version);
  const authz::CoverageTotal total = authz::Total(coverage);
  proto.set_complete(total.covered == total.possible);
  for (const authz::RuleCoverage& rule : coverage.rules) {
    message::RuleCoverage& rule_proto = *proto.add_rules();
    rule_proto.set_action(rule.action);
    rule_proto.set_cases(rule.cases);
    for (const authz::RequirementCoverage& requirement : rule.requirements) {
      message::RequirementCoverage& one = *rule_proto.add_requirements();
      one.set_name(requirement.requirement->name);
      AddOutcomes(requirement.exercises, *one.mutable_outcomes());
    }
  }
  for (const authz::FactCoverage& fact : coverage.facts) {
    message::FactCoverage& one = *proto.add_facts();
    one.set_name(std::string(authz::FactName(fact.fact)));
    AddOutcomes(fact.exercises, *one.mutable_values());
  }
  return proto;
}

std::string FormatCoverage(const message::PolicyCoverage& coverage,
                           const Style& style) {
  Section all;
  std::vector<TableRow> summary;
  std::string missing;
  const auto add = [&](const std::string& title, const Section& section,
                       const std::string& remark) {
    all.covered += section.covered;
    all.possible += section.possible;
    summary.push_back({section.covered == section.possible
                           ? TableCell{"✓", Color::kGreen}
                           : TableCell{"✗", Color::kRed},
                       {title, Color::kBold},
                       {Words(section)},
                       {remark, Color::kDim}});
    if (section.missing.empty()) return;
    absl::StrAppend(&missing, "  ", Paint(title, Color::kBold, style), "\n",
                    FormatTable(section.missing, /*indent=*/4, style));
  };
  for (const message::RuleCoverage& rule : coverage.rules()) {
    add(ShortName(rule.action()), SectionOf(rule),
        absl::StrCat("by ", rule.cases(),
                     rule.cases() == 1 ? " case" : " cases"));
  }
  add("facts", SectionOf(coverage), "");
  return absl::StrCat(coverage.complete()
                          ? Paint("COVERED", Color::kGreen, style)
                          : Paint("NOT COVERED", Color::kRed, style),
                      "  ", coverage.policy_version(), "\n\n",
                      FormatTable(summary, /*indent=*/2, style),
                      missing.empty() ? "" : "\nNever seen\n", missing, "\n",
                      Words(all), " outcomes covered\n");
}

}  // namespace cli
