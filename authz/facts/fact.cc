#include "authz/facts/fact.h"

#include "authz/facts/fact_table.h"

namespace authz {
namespace {

constexpr std::array<Fact, kFactCount> MakeAllFacts() {
  std::array<Fact, kFactCount> facts{};
  for (std::size_t i = 0; i < kFactCount; ++i) facts[i] = static_cast<Fact>(i);
  return facts;
}

constexpr std::array<Fact, kFactCount> kAllFacts = MakeAllFacts();

}  // namespace

const std::array<Fact, kFactCount>& AllFacts() { return kAllFacts; }

absl::string_view FactName(Fact fact) { return RowOf(fact).name; }

std::optional<Fact> FactByName(absl::string_view name) {
  for (const FactRow& row : kFactTable) {
    if (row.name == name) return row.fact;
  }
  return std::nullopt;
}

bool IsNeverFalse(Fact fact) { return RowOf(fact).never_false; }

}  // namespace authz
