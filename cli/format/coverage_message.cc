#include "cli/coverage.pb.h"
#include "cli/format/coverage.h"

namespace cli {
namespace {

namespace message = ::conversations::authz::cli;

message::OutcomeCoverage ToProto(const authz::Exercise& exercise) {
  message::OutcomeCoverage proto;
  proto.set_outcome(std::string(exercise.outcome));
  proto.set_possible(exercise.possible);
  proto.set_cases(exercise.cases);
  return proto;
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
      for (const authz::Exercise& exercise : requirement.exercises) {
        *one.add_outcomes() = ToProto(exercise);
      }
    }
  }
  for (const authz::FactCoverage& fact : coverage.facts) {
    message::FactCoverage& one = *proto.add_facts();
    one.set_name(std::string(authz::FactName(fact.fact)));
    for (const authz::Exercise& exercise : fact.exercises) {
      *one.add_values() = ToProto(exercise);
    }
  }
  return proto;
}

}  // namespace cli
