#include "tests/naive/assignments.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "tests/naive/finding.h"

namespace authz::naive {
namespace {

bool IsOneOf(const std::string& fact, const std::vector<std::string>& facts) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

std::vector<Maybe> ValuesOf(const std::string& fact, Logic logic) {
  if (IsOneOf(fact, NeverFalse())) return {true, Maybe()};
  if (logic == Logic::kTwoValued || IsOneOf(fact, NeverUnknown())) {
    return {true, false};
  }
  return {true, false, Maybe()};
}

// Both ways round and by the first fact's name.
std::unordered_multimap<std::string, Conflict> ConflictsByFact() {
  std::unordered_multimap<std::string, Conflict> conflicts;
  for (const auto& [fact, value, other, other_value] : Conflicts()) {
    conflicts.insert({fact, {fact, value, other, other_value}});
    conflicts.insert({other, {other, other_value, fact, value}});
  }
  return conflicts;
}

// Whether the value of `fact` goes together with all others.
bool Fits(const std::string& fact, const Assignment& facts) {
  static const auto& conflicts =
      *new std::unordered_multimap<std::string, Conflict>(ConflictsByFact());
  const auto [begin, end] = conflicts.equal_range(fact);
  return std::none_of(begin, end, [&facts](const auto& entry) {
    const Conflict& conflict = entry.second;
    return ValueOf(facts, conflict.fact) == conflict.value &&
           ValueOf(facts, conflict.other) == conflict.other_value;
  });
}

// Returns whether to go on.
bool Extend(const std::vector<std::string>& facts, std::size_t next,
            Logic logic, Assignment& assignment,
            const std::function<bool(const Assignment&)>& visit) {
  if (next == facts.size()) return visit(assignment);
  const std::string& fact = facts[next];
  bool go_on = true;
  for (const Maybe value : ValuesOf(fact, logic)) {
    assignment[fact] = value;
    if (go_on && Fits(fact, assignment)) {
      go_on = Extend(facts, next + 1, logic, assignment, visit);
    }
  }
  assignment.erase(fact);
  return go_on;
}

}  // namespace

std::uint64_t CountAssignments(const std::vector<std::string>& facts,
                               Logic logic) {
  std::uint64_t count = 1;
  for (const std::string& fact : facts) count *= ValuesOf(fact, logic).size();
  return count;
}

void ForEachAssignment(const std::vector<std::string>& facts, Logic logic,
                       const std::function<bool(const Assignment&)>& visit) {
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
    } while (!Fits(fact, assignment));
  }
  return assignment;
}

}  // namespace authz::naive
