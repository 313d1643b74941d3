// The differences that are found are all there are, and say no more than they
// must: against going through all requests of small policies, against many
// requests of changes to the embedded policy, and against the decisions on
// random requests.

#include "authz/analysis/difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/request_view.h"
#include "authz/policy/clause.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "tests/authz/analysis/points.h"
#include "tests/authz/policies.h"
#include "tests/authz/random_messages.h"
#include "tests/authz/random_policies.h"

namespace authz {
namespace {

constexpr v1::Action kAction = v1::ACTION_VIEW_MESSAGES;

// By going through its rule for `action`, no less naive than can be.
bool Allows(const CompiledPolicy& policy, v1::Action action, Facts facts) {
  const std::vector<Clause>& clauses = policy.RuleFor(action).clauses;
  return std::all_of(clauses.begin(), clauses.end(), [&](Clause clause) {
    return Evaluate(clause, facts) == Truth::kTrue;
  });
}

// Whether what both rules require is satisfied.
bool SatisfiesCommon(const Rule& old_rule, const Rule& new_rule,
                     Facts old_facts, Facts new_facts) {
  for (const Clause& a : old_rule.clauses) {
    for (const Clause& b : new_rule.clauses) {
      if (a.when == b.when && a.any_of == b.any_of &&
          Evaluate(a, old_facts) != Truth::kTrue &&
          Evaluate(b, new_facts) != Truth::kTrue) {
        return false;
      }
    }
  }
  return true;
}

// A request, and what the two policies make of it.
struct Judged {
  Point point;
  bool common = false;
  bool by_old = false;
  bool by_new = false;
};

Judged Judge(const CompiledPolicy& old_policy, const CompiledPolicy& new_policy,
             v1::Action action, const std::vector<Aspect>& aspects,
             const Point& point) {
  const Facts old_facts = FactsOf(point, aspects, &AspectValue::old_facts);
  const Facts new_facts = FactsOf(point, aspects, &AspectValue::new_facts);
  return {point,
          SatisfiesCommon(old_policy.RuleFor(action),
                          new_policy.RuleFor(action), old_facts, new_facts),
          Allows(old_policy, action, old_facts),
          Allows(new_policy, action, new_facts)};
}

bool IsInAny(const Point& point, const std::vector<ChangedCase>& cases) {
  return std::any_of(cases.begin(), cases.end(), [&](const ChangedCase& c) {
    return IsIn(point, c.values);
  });
}

// Every request that differs is in a case, and no other that satisfies what
// both require.
void ExpectExact(const ActionDifference& difference, const Judged& judged) {
  EXPECT_EQ(judged.common && IsInAny(judged.point, difference.opened),
            !judged.by_old && judged.by_new);
  EXPECT_EQ(judged.common && IsInAny(judged.point, difference.closed),
            judged.by_old && !judged.by_new);
}

// `changed` has every value that it can have without a request that does not
// change; `possible` has the values of requests next to it; and some request is
// in no other case.
void ExpectMinimal(const std::vector<ChangedCase>& cases,
                   const ChangedCase& changed,
                   const std::vector<Aspect>& aspects,
                   const std::vector<Judged>& all,
                   bool (*is_changed)(const Judged&)) {
  const Case all_values = AllValues(aspects);
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    // All requests in `all` are alike in what no requirement reads.
    if (std::all_of(all.begin(), all.end(), [&](const Judged& judged) {
          return judged.point[i] == 0;
        })) {
      EXPECT_EQ(changed.values[i], all_values[i]);
      continue;
    }
    for (std::size_t v = 0; v < aspects[i].values.size(); ++v) {
      Case next_to_it = changed.values;
      next_to_it[i] = Only(v);
      bool possible = false;
      bool all_change = true;
      for (const Judged& judged : all) {
        if (!judged.common || !IsIn(judged.point, next_to_it)) continue;
        possible = true;
        all_change = all_change && is_changed(judged);
      }
      EXPECT_EQ((changed.values[i] & Only(v)) != 0, all_change);
      EXPECT_EQ((changed.possible[i] & Only(v)) != 0, possible);
    }
  }
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Judged& judged) {
    return is_changed(judged) &&
           std::count_if(cases.begin(), cases.end(),
                         [&](const ChangedCase& c) {
                           return IsIn(judged.point, c.values);
                         }) == 1 &&
           IsIn(judged.point, changed.values);
  }));
}

// All combinations of values of the aspects that `facts` are of. The others
// have their first value.
std::vector<Point> AllPoints(const std::vector<Aspect>& aspects,
                             std::uint64_t facts) {
  std::vector<Point> points = {Point(aspects.size())};
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    if ((aspects[i].facts & facts) == 0) continue;
    const std::size_t count = points.size();
    for (std::size_t v = 1; v < aspects[i].values.size(); ++v) {
      for (std::size_t p = 0; p < count; ++p) {
        Point point = points[p];
        point[i] = v;
        points.push_back(point);
      }
    }
  }
  return points;
}

TEST(FindDifferences, IsExactAndMinimalForAllRequestsOfSmallPolicies) {
  RandomPolicies random(1);
  int changed_count = 0;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    std::vector<Fact> facts;
    std::uint64_t fact_bits = 0;
    for (int i = 0; i < 4; ++i) {
      facts.push_back(random.AnyFact());
      fact_bits |= Bit(facts.back());
    }
    const CompiledPolicy old_policy = random.AnySmallPolicy(kAction, facts);
    CompiledPolicy new_policy = random.AnySmallPolicy(kAction, facts);
    // Often they have something in common.
    if (random.OneIn(2)) {
      new_policy.rules[kAction].clauses.push_back(
          old_policy.RuleFor(kAction).clauses[0]);
    }
    const std::vector<ActionDifference> differences =
        FindDifferences(old_policy, new_policy);
    ASSERT_LE(differences.size(), 1U);
    ActionDifference difference;
    if (!differences.empty()) difference = differences[0];
    const std::vector<Aspect> aspects =
        FindAspects(old_policy.parameters, new_policy.parameters, kAction);
    const std::vector<CaseClause> dependencies = Dependencies(
        aspects, kAction, old_policy.parameters, new_policy.parameters);
    std::vector<Judged> all;
    for (const Point& point : AllPoints(aspects, fact_bits)) {
      if (!SatisfiesAll(point, dependencies)) continue;
      all.push_back(Judge(old_policy, new_policy, kAction, aspects, point));
      ExpectExact(difference, all.back());
    }
    for (const ChangedCase& changed : difference.opened) {
      ExpectMinimal(difference.opened, changed, aspects, all,
                    [](const Judged& j) { return !j.by_old && j.by_new; });
    }
    for (const ChangedCase& changed : difference.closed) {
      ExpectMinimal(difference.closed, changed, aspects, all,
                    [](const Judged& j) { return j.by_old && !j.by_new; });
    }
    changed_count +=
        static_cast<int>(difference.opened.size() + difference.closed.size());
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(changed_count, 300);
}

// A random request that has a good chance to be allowed: the first value of an
// aspect is the best one, save for those of settings.
Point AnyPoint(const std::vector<Aspect>& aspects, RandomPolicies& random) {
  Point point;
  for (const Aspect& aspect : aspects) {
    const bool best = aspect.setting.empty() && !random.OneIn(5);
    point.push_back(best ? 0 : random.Below(aspect.values.size()));
  }
  return point;
}

TEST(FindDifferences, IsExactForChangesOfTheEmbeddedPolicy) {
  RandomPolicies random(2);
  int opened_count = 0;
  int closed_count = 0;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const auto action =
        static_cast<v1::Action>(random.Below(v1::Action_MAX) + 1);
    const CompiledPolicy changed = random.AnyChange(EmbeddedPolicy(), action);
    const std::vector<Aspect> aspects =
        FindAspects(EmbeddedPolicy().parameters, changed.parameters, action);
    ActionDifference difference;
    for (const ActionDifference& found :
         FindDifferences(EmbeddedPolicy(), changed)) {
      if (found.action == action) difference = found;
    }
    const std::vector<CaseClause> dependencies = Dependencies(
        aspects, action, EmbeddedPolicy().parameters, changed.parameters);
    for (int i = 0; i < 1000; ++i) {
      const Point point = AnyPoint(aspects, random);
      if (!SatisfiesAll(point, dependencies)) continue;
      const Judged judged =
          Judge(EmbeddedPolicy(), changed, action, aspects, point);
      ExpectExact(difference, judged);
      opened_count += !judged.by_old && judged.by_new ? 1 : 0;
      closed_count += judged.by_old && !judged.by_new ? 1 : 0;
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(opened_count, 1000);
  EXPECT_GT(closed_count, 1000);
}

// What the decision point itself makes of random requests, as the old policy
// and the new one see them.
TEST(FindDifferences, IsExactForTheDecisionsOnRequests) {
  CompiledPolicy old_policy = MustCompile(PolicyTextOf(
      {"tool_enabled", "access_internal_only -> actor_internal",
       "within_edit_window | actor_company_admin", "targets_given"}));
  CompiledPolicy new_policy = MustCompile(
      PolicyTextOf({"tool_enabled", "access_internal_only -> actor_internal",
                    "edit_delete_enabled | actor_is_author",
                    "within_edit_window | actor_company_admin",
                    "group_size_ok | actor_can_read"}));
  new_policy.parameters = {absl::Seconds(400), absl::Seconds(10), 100, 1};
  old_policy.parameters.default_settings.set_access(v1::ACCESS_ANY_USER);
  new_policy.parameters.default_settings.set_access(
      v1::ACCESS_INTERNAL_EMPLOYEES);
  new_policy.parameters.default_settings.set_edit_delete_enabled(true);
  const std::vector<ActionDifference> differences =
      FindDifferences(old_policy, new_policy);
  ASSERT_EQ(differences.size(), v1::Action_ARRAYSIZE - 1U);

  RandomMessages random(5);
  int opened_count = 0;
  int closed_count = 0;
  for (int round = 0; round < 100'000; ++round) {
    v1::CheckRequest request;
    random.Fill(request);
    request.clear_at();
    request.mutable_actor()->set_id("ana");
    const absl::Time at = absl::FromUnixSeconds(500);
    v1::CheckResponse by_old;
    v1::CheckResponse by_new;
    if (Check(old_policy, RequestLimits(), request, at, by_old)
            .malformed.has_value()) {
      continue;
    }
    Check(new_policy, RequestLimits(), request, at, by_new);
    const ActionDifference& difference = differences[request.action() - 1];
    ASSERT_EQ(difference.action, request.action());
    const RequestView view = ViewOf(request);
    const Facts old_facts = ExtractFacts(old_policy.parameters, view, at);
    const Facts new_facts = ExtractFacts(new_policy.parameters, view, at);
    ExpectExact(difference,
                {PointOf(difference.aspects, old_facts, new_facts),
                 SatisfiesCommon(old_policy.RuleFor(request.action()),
                                 new_policy.RuleFor(request.action()),
                                 old_facts, new_facts),
                 by_old.allowed(), by_new.allowed()});
    ASSERT_FALSE(HasFailure()) << request.DebugString();
    opened_count += !by_old.allowed() && by_new.allowed() ? 1 : 0;
    closed_count += by_old.allowed() && !by_new.allowed() ? 1 : 0;
  }
  EXPECT_GT(opened_count, 100);
  EXPECT_GT(closed_count, 100);
}

}  // namespace
}  // namespace authz
