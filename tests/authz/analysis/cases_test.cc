#include "authz/analysis/cases.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <vector>

#include "tests/authz/analysis/points.h"

namespace authz {
namespace {

constexpr std::size_t kAspects = 4;
constexpr std::size_t kValues = 3;

std::vector<Point> AllPoints() {
  std::vector<Point> points = {Point(kAspects)};
  for (std::size_t i = 0; i < kAspects; ++i) {
    std::vector<Point> longer;
    for (const Point& point : points) {
      for (std::size_t v = 0; v < kValues; ++v) {
        longer.push_back(point);
        longer.back()[i] = v;
      }
    }
    points = longer;
  }
  return points;
}

class RandomCases {
 public:
  // Mostly of a few aspects, as requirements are.
  CaseClause Clause() {
    CaseClause clause(kAspects);
    for (ValueSet& values : clause) {
      if (generator_() % 2 == 0) values = Values();
    }
    return clause;
  }

  Case NonEmptyCase() {
    Case values(kAspects);
    for (ValueSet& some : values) {
      while (some == 0) some = Values();
    }
    return values;
  }

  std::size_t Below(std::size_t bound) { return generator_() % bound; }

 private:
  ValueSet Values() {
    return static_cast<ValueSet>(generator_() % Only(kValues));
  }

  std::mt19937 generator_{11};
};

// Against going through all points, for random clauses.
TEST(FindCase, FindsOneIfAndOnlyIfThereIsOne) {
  const std::vector<Point> points = AllPoints();
  RandomCases random;
  int found_count = 0;
  int none_count = 0;
  for (int round = 0; round < 5000; ++round) {
    std::vector<CaseClause> clauses(random.Below(12));
    for (CaseClause& clause : clauses) clause = random.Clause();
    const Case within = random.NonEmptyCase();
    const std::optional<Case> found = FindCase(clauses, within);
    bool exists = false;
    for (const Point& point : points) {
      const bool wanted = IsIn(point, within) && SatisfiesAll(point, clauses);
      exists = exists || wanted;
      const bool is_found = found.has_value() && IsIn(point, *found);
      ASSERT_TRUE(wanted || !is_found);
    }
    ASSERT_EQ(found.has_value(), exists);
    if (found.has_value()) {
      for (const ValueSet values : *found) ASSERT_NE(values, 0);
    }
    ++(exists ? found_count : none_count);
  }
  EXPECT_GT(found_count, 1000);
  EXPECT_GT(none_count, 1000);
}

TEST(FindCase, FindsNothingInAnEmptyCase) {
  EXPECT_FALSE(FindCase({}, {1, 0, 1, 1}).has_value());
}

TEST(Cases, FailingAndOutsideAreComplements) {
  const std::vector<Point> points = AllPoints();
  const Case all(kAspects, Only(kValues) - 1);
  RandomCases random;
  for (int round = 0; round < 200; ++round) {
    const CaseClause clause = random.Clause();
    const Case within = random.NonEmptyCase();
    for (const Point& point : points) {
      ASSERT_EQ(IsIn(point, Failing(clause, within)),
                IsIn(point, within) && !Satisfies(point, clause));
      ASSERT_EQ(Satisfies(point, Outside(within, all)), !IsIn(point, within));
    }
  }
}

}  // namespace
}  // namespace authz
