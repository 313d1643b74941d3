// Compares the engine with the naive evaluator over many requests.

#ifndef TESTS_NAIVE_COMPARISON_H_
#define TESTS_NAIVE_COMPARISON_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/naive/page.h"
#include "tests/naive/verdict.h"

namespace authz::naive {

struct Comparison {
  std::uint64_t compared = 0;
  std::uint64_t differing = 0;
  // How many of them were malformed requests.
  std::uint64_t malformed = 0;
  // The differences, for people to read.
  std::vector<std::string> shown;
  // How often the naive evaluator gave each reason for each action.
  std::map<std::pair<v1::Action, v1::Reason>, std::uint64_t> reasons;
  // By action and name: how often a requirement alone stood between the action
  // and an allow.
  std::map<std::pair<v1::Action, std::string>, std::uint64_t> decisive;

  // Counts one more thing that was compared, and what the page says of it.
  void Count(v1::Action action, const Assignment& facts,
             const Verdict& expected);

  // Counts and shows a difference.
  void Differs(const std::string& description);

  // Whether there are so many differences that no more need be looked for.
  bool enough() const;
};

// How many were compared, how many differ, and the differences.
std::ostream& operator<<(std::ostream& out, const Comparison& comparison);

// How often each reason was given, whatever the action, in a line each.
std::string CountsByReason(const Comparison& comparison);

// What of the action's rule has not been seen, so that the comparison is blind
// to it: an allow, MISSING_FACTS, a reason, or a requirement that never
// decided.
std::vector<std::string> NeverSeen(const Comparison& comparison,
                                   v1::Action action);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_COMPARISON_H_
