// Requests that make facts true, false and unknown, where that takes more than
// one field. The tables are data; extract_test.cc and missing_facts_test.cc run
// them. What one field says is left to tests/naive, which has every fact.

#ifndef TESTS_AUTHZ_FACTS_FACT_CASES_H_
#define TESTS_AUTHZ_FACTS_FACT_CASES_H_

#include <ostream>
#include <string>
#include <vector>

#include "authz/facts/fact.h"
#include "authz/facts/truth.h"

namespace authz {

struct FactCase {
  // Unique among the cases of the fact.
  std::string name;
  Fact fact;
  Truth expected;
  // A CheckRequest in text format, laid over one of the actor "ana" who
  // configures the tool at 1000 s.
  std::string request;
  // Where it is unknown, the paths that would settle it.
  std::vector<std::string> missing = {};
};

inline void PrintTo(const FactCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

// The limits that the cases are written for, those of docs/policy.md: an edit
// window of 300 s, a skew of 30 s, 100 recipients and 2000 members.

std::vector<FactCase> ScopeFactCases();
std::vector<FactCase> ConversationFactCases();
std::vector<FactCase> ConversationItemFactCases();
std::vector<FactCase> TargetFactCases();
std::vector<FactCase> ItemFactCases();
std::vector<FactCase> MessageFactCases();
std::vector<FactCase> SizeFactCases();
std::vector<FactCase> GivenFactCases();

// All of them.
std::vector<FactCase> AllFactCases();

// What identifies the case: "actor_internal_Absent".
std::string FullName(const FactCase& fact_case);

}  // namespace authz

#endif  // TESTS_AUTHZ_FACTS_FACT_CASES_H_
