#include "authz/analysis/aspects.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/listed_facts.h"
#include "authz/facts/request_view.h"
#include "authz/facts/setting_values.h"
#include "authz/facts/time.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/descriptor.h"

namespace authz {
namespace {

void AddValue(Facts old_facts, Facts new_facts, Aspect& aspect) {
  const auto of_aspect = [&](Facts facts) {
    return Facts::FromBits(facts.true_bits() & aspect.facts,
                           facts.false_bits() & aspect.facts);
  };
  const AspectValue value = {of_aspect(old_facts), of_aspect(new_facts)};
  if (std::find(aspect.values.begin(), aspect.values.end(), value) ==
      aspect.values.end()) {
    aspect.values.push_back(value);
  }
}

void AddValue(Facts facts, Aspect& aspect) { AddValue(facts, facts, aspect); }

Aspect SettingAspect(const google::protobuf::FieldDescriptor& field,
                     const v1::Settings& old_defaults,
                     const v1::Settings& new_defaults) {
  Aspect aspect;
  aspect.setting = absl::StrCat("settings.", field.name());
  for (const v1::Settings& value : ValuesOf(field)) {
    const Facts facts = SettingsFacts(value, v1::Settings());
    aspect.facts = facts.known_bits();
    AddValue(facts, aspect);
  }
  AddValue(SettingsFacts(v1::Settings(), old_defaults),
           SettingsFacts(v1::Settings(), new_defaults), aspect);
  return aspect;
}

Aspect LevelAspect() {
  Aspect aspect;
  for (int level = v1::PermissionLevel_MAX; level >= v1::PermissionLevel_MIN;
       --level) {
    const Facts facts = LevelFacts(static_cast<v1::PermissionLevel>(level));
    aspect.facts |= facts.known_bits();
    AddValue(facts, aspect);
  }
  return aspect;
}

// Some actions imply a type, so that it is never unknown.
Aspect ConversationTypeAspect(const CompiledPolicy& policy, v1::Action action) {
  Aspect aspect;
  aspect.facts = Bit(Fact::kConversationDirect) |
                 Bit(Fact::kConversationGroup) | Bit(Fact::kConversationItem);
  for (const v1::ConversationType type :
       {v1::CONVERSATION_TYPE_DIRECT, v1::CONVERSATION_TYPE_GROUP,
        v1::CONVERSATION_TYPE_ITEM, v1::CONVERSATION_TYPE_UNSPECIFIED}) {
    v1::CheckRequest request;
    request.set_action(action);
    request.mutable_conversation()->set_type(type);
    AddValue(
        ExtractFacts(policy.parameters, ViewOf(request), absl::UnixEpoch()),
        aspect);
  }
  return aspect;
}

// The ages at both ends of both windows and next to them stand for all.
Aspect EditWindowAspect(const FactParameters& old_parameters,
                        const FactParameters& new_parameters) {
  constexpr absl::Duration kLongest =
      absl::Seconds(kMaxTimestampSeconds - kMinTimestampSeconds);
  Aspect aspect;
  aspect.facts = Bit(Fact::kWithinEditWindow);
  const auto add = [&](absl::Duration age) {
    if (age < -kLongest || age > kLongest) return;
    Facts old_facts;
    Facts new_facts;
    old_facts.Set(Fact::kWithinEditWindow,
                  IsWithinEditWindow(age, old_parameters));
    new_facts.Set(Fact::kWithinEditWindow,
                  IsWithinEditWindow(age, new_parameters));
    AddValue(old_facts, new_facts, aspect);
  };
  add(absl::ZeroDuration());
  for (const FactParameters* limits : {&old_parameters, &new_parameters}) {
    add(limits->edit_window);
    add(limits->edit_window + absl::Nanoseconds(1));
    add(-limits->max_clock_skew);
    add(-limits->max_clock_skew - absl::Nanoseconds(1));
  }
  AddValue(Facts(), aspect);
  return aspect;
}

// A conversation's members and a check's targets.
struct Counts {
  std::uint64_t members = 0;
  std::uint64_t targets = 0;
};

// None, one, those at the limits and next to them stand for all.
std::vector<Counts> CountsAtLimits(const FactParameters& old_parameters,
                                   const FactParameters& new_parameters) {
  std::vector<std::uint64_t> counts = {0, 1};
  for (const FactParameters* limits : {&old_parameters, &new_parameters}) {
    for (const std::uint64_t limit :
         {limits->max_direct_message_members, limits->max_group_members}) {
      counts.insert(counts.end(), {limit - 1, limit, limit + 1});
    }
  }
  std::vector<Counts> all;
  for (const std::uint64_t members : counts) {
    // What `member_count` and a list of targets can hold.
    if (members > std::numeric_limits<std::uint32_t>::max()) continue;
    for (const std::uint64_t targets : counts) {
      if (targets > std::numeric_limits<std::int32_t>::max()) continue;
      all.push_back({members, targets});
    }
  }
  return all;
}

// Both limits are about the same two numbers.
Aspect SizeAspect(const FactParameters& old_parameters,
                  const FactParameters& new_parameters) {
  Aspect aspect;
  aspect.facts = Bit(Fact::kDirectSizeOk) | Bit(Fact::kGroupSizeOk);
  for (const Counts& counts : CountsAtLimits(old_parameters, new_parameters)) {
    AddValue(SizeFacts(counts.members, counts.targets, old_parameters),
             SizeFacts(counts.members, counts.targets, new_parameters), aspect);
  }
  return aspect;
}

// A fact that nothing else follows with.
Aspect OwnAspect(Fact fact) {
  Aspect aspect;
  aspect.facts = Bit(fact);
  AddValue(Facts::FromBits(Bit(fact), 0), aspect);
  if (!IsNeverFalse(fact)) AddValue(Facts::FromBits(0, Bit(fact)), aspect);
  // Ids that are left out contradict none, so this is never unknown.
  if (fact != Fact::kScopeConsistent) AddValue(Facts(), aspect);
  return aspect;
}

// Adds the values of the fact's aspect in which it has one of the truths.
void AddWhere(const std::vector<Aspect>& aspects, Fact fact,
              std::initializer_list<Truth> truths, CaseClause& clause) {
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    if ((aspects[i].facts & Bit(fact)) == 0) continue;
    for (std::size_t v = 0; v < aspects[i].values.size(); ++v) {
      const Truth truth = aspects[i].values[v].old_facts.Get(fact);
      if (std::find(truths.begin(), truths.end(), truth) != truths.end()) {
        clause[i] = static_cast<ValueSet>(clause[i] | Only(v));
      }
    }
  }
}

// Adds the sizes that a request can have, with targets or without.
void AddSizes(const std::vector<Aspect>& aspects,
              const FactParameters& old_parameters,
              const FactParameters& new_parameters, bool with_targets,
              CaseClause& clause) {
  for (const Counts& counts : CountsAtLimits(old_parameters, new_parameters)) {
    if ((counts.targets > 0) != with_targets) continue;
    const AspectValue size = {
        SizeFacts(counts.members, counts.targets, old_parameters),
        SizeFacts(counts.members, counts.targets, new_parameters)};
    for (std::size_t i = 0; i < aspects.size(); ++i) {
      for (std::size_t v = 0; v < aspects[i].values.size(); ++v) {
        if (!(aspects[i].values[v] == size)) continue;
        clause[i] = static_cast<ValueSet>(clause[i] | Only(v));
      }
    }
  }
}

}  // namespace

std::vector<Aspect> FindAspects(const CompiledPolicy& old_policy,
                                const CompiledPolicy& new_policy,
                                v1::Action action) {
  std::vector<Aspect> aspects = {
      LevelAspect(), ConversationTypeAspect(old_policy, action),
      EditWindowAspect(old_policy.parameters, new_policy.parameters),
      SizeAspect(old_policy.parameters, new_policy.parameters)};
  const google::protobuf::Descriptor& settings = *v1::Settings::descriptor();
  for (int i = 0; i < settings.field_count(); ++i) {
    aspects.push_back(SettingAspect(*settings.field(i),
                                    old_policy.parameters.default_settings,
                                    new_policy.parameters.default_settings));
  }
  std::uint64_t covered = 0;
  for (const Aspect& aspect : aspects) covered |= aspect.facts;
  for (const Fact fact : AllFacts()) {
    if ((covered & Bit(fact)) == 0) aspects.push_back(OwnAspect(fact));
  }
  const auto first_fact = [](const Aspect& aspect) {
    return aspect.facts & (~aspect.facts + 1);
  };
  std::sort(aspects.begin(), aspects.end(),
            [&](const Aspect& a, const Aspect& b) {
              return first_fact(a) < first_fact(b);
            });
  return aspects;
}

Case AllValues(const std::vector<Aspect>& aspects) {
  Case all;
  all.reserve(aspects.size());
  for (const Aspect& aspect : aspects) {
    all.push_back(static_cast<ValueSet>(Only(aspect.values.size()) - 1));
  }
  return all;
}

std::vector<CaseClause> Dependencies(const std::vector<Aspect>& aspects,
                                     const FactParameters& old_parameters,
                                     const FactParameters& new_parameters) {
  std::vector<CaseClause> clauses;
  const auto add = [&]() -> CaseClause& {
    return clauses.emplace_back(aspects.size());
  };
  // All over an empty list is true.
  const auto given_or_true = [&](Fact given, std::uint64_t facts) {
    for (const Fact fact : AllFacts()) {
      if ((facts & Bit(fact)) == 0) continue;
      CaseClause& clause = add();
      AddWhere(aspects, given, {Truth::kTrue}, clause);
      AddWhere(aspects, fact, {Truth::kTrue}, clause);
    }
  };
  given_or_true(Fact::kTargetsGiven, kTargetFacts);
  given_or_true(Fact::kItemsGiven, kItemFacts);
  // Targets count as members.
  CaseClause& with_targets = add();
  AddWhere(aspects, Fact::kTargetsGiven, {Truth::kUnknown}, with_targets);
  AddSizes(aspects, old_parameters, new_parameters, true, with_targets);
  CaseClause& without_targets = add();
  AddWhere(aspects, Fact::kTargetsGiven, {Truth::kTrue}, without_targets);
  AddSizes(aspects, old_parameters, new_parameters, false, without_targets);
  // A level that is not known may be Admin, who has access to private items.
  CaseClause& level = add();
  AddWhere(aspects, Fact::kItemReadable, {Truth::kTrue, Truth::kFalse}, level);
  AddWhere(aspects, Fact::kItemPrivateAccess, {Truth::kTrue, Truth::kUnknown},
           level);
  return clauses;
}

CaseClause Satisfying(Clause clause, const std::vector<Aspect>& aspects,
                      Facts AspectValue::*facts) {
  CaseClause satisfying(aspects.size());
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    for (std::size_t v = 0; v < aspects[i].values.size(); ++v) {
      if (Evaluate(clause, aspects[i].values[v].*facts) == Truth::kTrue) {
        satisfying[i] = static_cast<ValueSet>(satisfying[i] | Only(v));
      }
    }
  }
  return satisfying;
}

}  // namespace authz
