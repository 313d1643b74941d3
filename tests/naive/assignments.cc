#include "tests/naive/assignments.h"

#include <algorithm>
#include <cstddef>

namespace authz::naive {
namespace {

bool IsOneOf(const std::string& fact, const std::vector<std::string>& facts) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

// Section 5: "never false" and "never unknown".
std::vector<Maybe> ValuesOf(const std::string& fact, Logic logic) {
  static const auto& never_false = *new std::vector<std::string>{
      "targets_given", "items_given", "export_range_given"};
  static const auto& never_unknown = *new std::vector<std::string>{
      "scope_consistent", "direct_size_ok", "group_size_ok"};
  if (IsOneOf(fact, never_false)) return {true, Maybe()};
  if (logic == Logic::kTwoValued || IsOneOf(fact, never_unknown)) {
    return {true, false};
  }
  return {true, false, Maybe()};
}

bool AtMostOneTrue(const Assignment& facts,
                   const std::vector<std::string>& names) {
  return std::count_if(names.begin(), names.end(), [&](const auto& name) {
           return ValueOf(facts, name) == true;
         }) <= 1;
}

// Not contradicted by the values that are known.
bool Implies(const Assignment& facts, const std::string& a,
             const std::string& b) {
  return ValueOf(facts, a) != true || ValueOf(facts, b) != false;
}

// Section 2. An assignment of some of the facts is consistent where it can be
// completed to one that is.
bool Consistent(const Assignment& facts) {
  static const auto& types = *new std::vector<std::string>{
      "conversation_direct", "conversation_group", "conversation_item"};
  static const auto& groups_by = *new std::vector<std::string>{
      "groups_by_company_admins", "groups_by_directory_admins",
      "groups_by_internal"};
  return AtMostOneTrue(facts, types) && AtMostOneTrue(facts, groups_by) &&
         Implies(facts, "access_internal_only", "tool_enabled") &&
         Implies(facts, "direct_messages_internal_only",
                 "direct_messages_enabled") &&
         Implies(facts, "actor_is_admin", "actor_can_read");
}

void Extend(const std::vector<std::string>& facts, std::size_t next,
            Logic logic, Assignment& assignment,
            const std::function<void(const Assignment&)>& visit) {
  if (next == facts.size()) {
    visit(assignment);
    return;
  }
  const std::string& fact = facts[next];
  for (const Maybe value : ValuesOf(fact, logic)) {
    assignment[fact] = value;
    if (Consistent(assignment)) {
      Extend(facts, next + 1, logic, assignment, visit);
    }
  }
  assignment.erase(fact);
}

}  // namespace

std::uint64_t CountAssignments(const std::vector<std::string>& facts,
                               Logic logic) {
  std::uint64_t count = 1;
  for (const std::string& fact : facts) count *= ValuesOf(fact, logic).size();
  return count;
}

void ForEachAssignment(const std::vector<std::string>& facts, Logic logic,
                       const std::function<void(const Assignment&)>& visit) {
  Assignment assignment;
  Extend(facts, 0, logic, assignment, visit);
}

Assignment RandomAssignment(const std::vector<std::string>& facts,
                            Random& random) {
  const int percent_true = 10 * static_cast<int>(random.Below(10));
  Assignment assignment;
  for (const std::string& fact : facts) {
    const std::vector<Maybe> values = ValuesOf(fact, Logic::kThreeValued);
    do {
      assignment[fact] =
          random.Chance(percent_true) ? Maybe(true) : random.OneOf(values);
    } while (!Consistent(assignment));
  }
  return assignment;
}

}  // namespace authz::naive
