#include "tests/authz/facts/fact_cases.h"

#include "absl/strings/str_cat.h"

namespace authz {

std::vector<FactCase> AllFactCases() {
  std::vector<FactCase> all;
  for (const auto& cases :
       {ScopeFactCases(), ConversationFactCases(), ConversationItemFactCases(),
        TargetFactCases(), ItemFactCases(), MessageFactCases(), SizeFactCases(),
        GivenFactCases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

std::string FullName(const FactCase& fact_case) {
  return absl::StrCat(FactName(fact_case.fact), "_", fact_case.name);
}

}  // namespace authz
