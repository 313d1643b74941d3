// The aspects are what random requests do say, all of it and nothing else.

#include "authz/analysis/aspects.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/time/time.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/request_view.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "tests/authz/analysis/points.h"
#include "tests/authz/random_messages.h"

namespace authz {
namespace {

// Such limits that random requests come to lie on all sides of them.
FactParameters OldParameters() {
  FactParameters parameters = {absl::Seconds(300), absl::Seconds(30), 1, 1};
  parameters.default_settings.set_access(v1::ACCESS_ANY_USER);
  parameters.default_settings.set_group_management(
      v1::GROUP_MANAGEMENT_COMPANY_ADMINS);
  return parameters;
}

FactParameters NewParameters() {
  FactParameters parameters = {absl::Seconds(200), absl::Seconds(100), 3, 2000};
  parameters.default_settings.set_access(v1::ACCESS_ANY_USER);
  parameters.default_settings.set_edit_delete_enabled(true);
  return parameters;
}

// Which values of two aspects go together.
class Pairs {
 public:
  explicit Pairs(const std::vector<Aspect>& aspects) {
    for (const Aspect& aspect : aspects) {
      firsts_.push_back(count_);
      count_ += aspect.values.size();
    }
    seen_.resize(count_ * count_);
  }

  void Add(const Point& point) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      for (std::size_t j = 0; j < point.size(); ++j) {
        seen_[Index(i, point[i], j, point[j])] = true;
      }
    }
  }

  bool Has(std::size_t i, std::size_t v, std::size_t j, std::size_t w) const {
    return seen_[Index(i, v, j, w)];
  }

 private:
  std::size_t Index(std::size_t i, std::size_t v, std::size_t j,
                    std::size_t w) const {
    return (firsts_[i] + v) * count_ + firsts_[j] + w;
  }

  std::vector<std::size_t> firsts_;
  std::size_t count_ = 0;
  std::vector<bool> seen_;
};

// Both ways: what random requests have is a combination of values that the
// dependencies allow, and any two values that they allow together some random
// request has.
TEST(Aspects, AreWhatRequestsCanSay) {
  const FactParameters old_parameters = OldParameters();
  const FactParameters new_parameters = NewParameters();
  const std::vector<Aspect> aspects =
      FindAspects(old_parameters, new_parameters, v1::ACTION_VIEW_MESSAGES);
  const std::vector<CaseClause> dependencies = Dependencies(
      aspects, v1::ACTION_VIEW_MESSAGES, old_parameters, new_parameters);
  Pairs seen(aspects);
  RandomMessages random(3);
  for (int round = 0; round < 100'000; ++round) {
    v1::CheckRequest request;
    random.Fill(request);
    request.set_action(v1::ACTION_VIEW_MESSAGES);
    request.mutable_actor()->set_id("ana");
    const RequestView view = ViewOf(request);
    if (Validate(view, 10).has_value()) continue;
    const absl::Time at = absl::FromUnixSeconds(500);
    const Point point = PointOf(aspects, ExtractFacts(old_parameters, view, at),
                                ExtractFacts(new_parameters, view, at));
    ASSERT_FALSE(HasFailure()) << request.DebugString();
    ASSERT_TRUE(SatisfiesAll(point, dependencies)) << request.DebugString();
    seen.Add(point);
  }
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    for (std::size_t v = 0; v < aspects[i].values.size(); ++v) {
      for (std::size_t j = 0; j < i; ++j) {
        for (std::size_t w = 0; w < aspects[j].values.size(); ++w) {
          Case both = AllValues(aspects);
          both[i] = Only(v);
          both[j] = Only(w);
          EXPECT_EQ(FindCase(dependencies, both).has_value(),
                    seen.Has(i, v, j, w))
              << "aspect " << i << " value " << v << ", aspect " << j
              << " value " << w;
        }
      }
    }
  }
}

// A window of 10,000 years, the longest duration.
TEST(Aspects, HaveNoAgeThatNoTwoTimesCanHave) {
  FactParameters parameters = OldParameters();
  parameters.edit_window = absl::Seconds(315'576'000'000);
  bool found = false;
  for (const Aspect& aspect :
       FindAspects(parameters, parameters, v1::ACTION_EDIT_MESSAGE)) {
    if ((aspect.facts & Bit(Fact::kWithinEditWindow)) == 0) continue;
    found = true;
    for (const AspectValue& value : aspect.values) {
      EXPECT_NE(value.old_facts.Get(Fact::kWithinEditWindow), Truth::kFalse);
    }
  }
  EXPECT_TRUE(found);
}

TEST(Aspects, HaveEveryFactOnce) {
  std::uint64_t all = 0;
  for (const Aspect& aspect :
       FindAspects(OldParameters(), NewParameters(), v1::ACTION_CREATE_GROUP)) {
    EXPECT_NE(aspect.facts, 0U);
    EXPECT_EQ(all & aspect.facts, 0U);
    all |= aspect.facts;
  }
  EXPECT_EQ(all, (std::uint64_t{1} << kFactCount) - 1);
}

std::size_t CountValues(Fact fact, const FactParameters& old_limits,
                        const FactParameters& new_limits, v1::Action action) {
  for (const Aspect& aspect : FindAspects(old_limits, new_limits, action)) {
    if ((aspect.facts & Bit(fact)) != 0) return aspect.values.size();
  }
  return 0;
}

TEST(Aspects, HaveTheValuesThatCanBe) {
  const FactParameters limits = {absl::Seconds(300), absl::Seconds(30), 100,
                                 2000};
  constexpr std::uint32_t kMax = std::numeric_limits<std::uint32_t>::max();
  constexpr v1::Action kView = v1::ACTION_VIEW_MESSAGES;
  const auto sizes = [&](std::uint32_t direct, std::uint32_t group) {
    return FactParameters{limits.edit_window, limits.max_clock_skew, direct,
                          group};
  };
  struct TestCase {
    const char* name;
    std::size_t count;
    FactParameters old_limits;
    FactParameters new_limits;
    v1::Action action;
    Fact fact;
  };
  const TestCase cases[] = {
      {"a fact of its own: true, false, unknown", 3, limits, limits, kView,
       Fact::kActorInternal},
      {"never false", 2, limits, limits, kView, Fact::kItemsGiven},
      {"never unknown", 2, limits, limits, kView, Fact::kScopeConsistent},
      {"any type, or none", 4, limits, limits, kView, Fact::kConversationItem},
      {"any type, one of them implied", 3, limits, limits,
       v1::ACTION_CREATE_GROUP, Fact::kConversationItem},
      {"a group over its limit is over that of direct messages", 3, limits,
       limits, kView, Fact::kGroupSizeOk},
      {"equal limits: the actor counts in groups only", 3, sizes(9, 9),
       sizes(9, 9), kView, Fact::kGroupSizeOk},
      {"a limit that no count is over", 2, sizes(9, kMax), sizes(9, kMax),
       kView, Fact::kGroupSizeOk},
      {"four different limits", 5, limits, sizes(200, 4000), kView,
       Fact::kDirectSizeOk},
  };
  for (const TestCase& c : cases) {
    EXPECT_EQ(CountValues(c.fact, c.old_limits, c.new_limits, c.action),
              c.count)
        << c.name;
  }
}

}  // namespace
}  // namespace authz
