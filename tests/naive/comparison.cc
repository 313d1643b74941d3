#include "tests/naive/comparison.h"

#include "absl/strings/str_cat.h"

namespace authz::naive {
namespace {

constexpr std::uint64_t kEnough = 3;

// The only requirement that is not satisfied; null where there are none or
// several.
const Requirement* Decisive(v1::Action action, const Assignment& facts) {
  const Requirement* decisive = nullptr;
  for (const Requirement& requirement : RuleOf(action)) {
    if (Satisfied(requirement, facts) == true) continue;
    if (decisive != nullptr) return nullptr;
    decisive = &requirement;
  }
  return decisive;
}

}  // namespace

void Comparison::Count(v1::Action action, const Assignment& facts,
                       const Verdict& expected) {
  ++compared;
  ++reasons[{action, expected.reason}];
  if (expected.reason == v1::REASON_ALLOWED) return;
  const Requirement* requirement = Decisive(action, facts);
  if (requirement != nullptr) ++decisive[{action, requirement->name}];
}

void Comparison::Differs(const std::string& description) {
  ++differing;
  shown.push_back(description);
}

bool Comparison::enough() const { return differing >= kEnough; }

std::ostream& operator<<(std::ostream& out, const Comparison& comparison) {
  out << comparison.compared << " compared, " << comparison.differing
      << " differ\n";
  for (const std::string& difference : comparison.shown) {
    out << "\n" << difference << "\n";
  }
  return out;
}

std::string CountsByReason(const Comparison& comparison) {
  std::map<v1::Reason, std::uint64_t> counts;
  for (const auto& [key, count] : comparison.reasons) {
    counts[key.second] += count;
  }
  std::string text;
  for (const auto& [reason, count] : counts) {
    absl::StrAppend(&text, "  ", v1::Reason_Name(reason), ": ", count, "\n");
  }
  return text + absl::StrCat("  malformed: ", comparison.malformed, "\n");
}

std::vector<std::string> NeverSeen(const Comparison& comparison,
                                   v1::Action action) {
  std::vector<std::string> never;
  const auto look_for = [&](v1::Reason reason) {
    if (comparison.reasons.count({action, reason}) == 0) {
      never.push_back(
          absl::StrCat(v1::Action_Name(action), ": ", v1::Reason_Name(reason)));
    }
  };
  look_for(v1::REASON_ALLOWED);
  look_for(v1::REASON_MISSING_FACTS);
  for (const Requirement& requirement : RuleOf(action)) {
    if (requirement.reason != v1::REASON_UNSPECIFIED) {
      look_for(requirement.reason);
    }
    if (comparison.decisive.count({action, requirement.name}) == 0) {
      never.push_back(absl::StrCat(v1::Action_Name(action), ": ",
                                   requirement.name, " alone"));
    }
  }
  return never;
}

}  // namespace authz::naive
