#include "authz/analysis/aspects.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_table.h"
#include "authz/facts/request_view.h"
#include "authz/facts/time.h"
#include "authz/facts/truth.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz {
namespace {

// Facts that follow from the same: those that are unknown without the same
// field, or where they are never unknown, those that read the same fields.
bool FollowTogether(Fact a, Fact b) {
  if (IsNeverUnknown(a) || IsNeverUnknown(b)) {
    return IsNeverUnknown(a) && IsNeverUnknown(b) &&
           RowOf(a).reads == RowOf(b).reads;
  }
  return RowOf(a).missing[0].path == RowOf(b).missing[0].path;
}

// Those of `facts` that are of the request as a whole.
Facts Compute(std::uint64_t facts, const FactInput& input) {
  Facts computed;
  for (const FactRow& row : kFactTable) {
    if ((facts & Bit(row.fact)) != 0 && row.of_request != nullptr) {
      computed.Set(row.fact, row.of_request(input));
    }
  }
  return computed;
}

// The two parameters that a value is seen by.
struct Parameters {
  const FactParameters& before;
  const FactParameters& after;
};

// The value of the aspect of `facts` in a request.
AspectValue ValueIn(const v1::CheckRequest& request, TargetCount targets,
                    std::uint64_t facts, const Parameters& parameters) {
  const RequestView view = ViewOf(request);
  const absl::Time at = TimeOf(view, absl::UnixEpoch());
  const v1::ConversationType type = ConversationTypeOf(view);
  return {Compute(facts, {view, at, parameters.before, targets, type}),
          Compute(facts, {view, at, parameters.after, targets, type})};
}

// Every value of the field `path`, and none.
void AddValuesOfField(absl::string_view path, v1::Action action,
                      const Parameters& parameters, Aspect& aspect) {
  std::vector<v1::CheckRequest> requests = ValuesOfField(path);
  // Of a level, the highest first.
  if (aspect.setting.empty()) std::reverse(requests.begin(), requests.end());
  requests.emplace_back();
  for (v1::CheckRequest& request : requests) {
    request.set_action(action);
    AddValue(ValueIn(request, {}, aspect.facts, parameters), aspect.values);
  }
}

// The ages at both ends of both windows and next to them stand for all.
void AddValuesOfAge(const Parameters& parameters, Aspect& aspect) {
  const absl::Time first = absl::FromUnixSeconds(kMinTimestampSeconds);
  const absl::Time last = absl::FromUnixSeconds(kMaxTimestampSeconds);
  const auto add = [&](absl::Duration age) {
    if (age < first - last || age > last - first) return;
    v1::CheckRequest request;
    const absl::Time at = age < absl::ZeroDuration() ? first : last;
    SetTimestamp(at, *request.mutable_at());
    SetTimestamp(at - age, *request.mutable_message()->mutable_sent_at());
    AddValue(ValueIn(request, {}, aspect.facts, parameters), aspect.values);
  };
  add(absl::ZeroDuration());
  for (const FactParameters* p : {&parameters.before, &parameters.after}) {
    add(p->edit_window);
    add(p->edit_window + absl::Nanoseconds(1));
    add(-p->max_clock_skew);
    add(-p->max_clock_skew - absl::Nanoseconds(1));
  }
  AddValue({}, aspect.values);
}

// Calls `visit` with a number of members and one of targets. None, one, those
// at the limits and next to them stand for all.
template <typename Visit>
void ForEachSize(const Parameters& parameters, Visit visit) {
  std::vector<std::uint64_t> counts = {0, 1};
  for (const FactParameters* p : {&parameters.before, &parameters.after}) {
    for (const std::uint64_t limit :
         {p->max_direct_message_recipients, p->max_group_members}) {
      counts.insert(counts.end(), {limit - 1, limit, limit + 1, limit + 2});
    }
  }
  for (const std::uint64_t members : counts) {
    // What `member_count` and a list of targets can hold.
    if (members > std::numeric_limits<std::uint32_t>::max()) continue;
    for (const std::uint64_t others : counts) {
      for (const bool has_actor : {false, true}) {
        if (others + (has_actor ? 1 : 0) >
            std::numeric_limits<std::int32_t>::max()) {
          continue;
        }
        visit(static_cast<std::uint32_t>(members),
              TargetCount{others, has_actor});
      }
    }
  }
}

AspectValue ValueOfSize(v1::Action action, std::uint32_t members,
                        TargetCount targets, std::uint64_t facts,
                        const Parameters& parameters) {
  v1::CheckRequest request;
  request.set_action(action);
  request.mutable_conversation()->set_member_count(members);
  return ValueIn(request, targets, facts, parameters);
}

void AddValuesOfSize(v1::Action action, const Parameters& parameters,
                     Aspect& aspect) {
  ForEachSize(parameters, [&](std::uint32_t members, TargetCount targets) {
    AddValue(ValueOfSize(action, members, targets, aspect.facts, parameters),
             aspect.values);
  });
}

// A fact that nothing else follows with: true, false and unknown, as it can be.
void AddValuesOf(Fact fact, Aspect& aspect) {
  const auto add = [&](Truth truth) {
    Facts facts;
    facts.Set(fact, truth);
    AddValue({facts, facts}, aspect.values);
  };
  add(Truth::kTrue);
  if (!IsNeverFalse(fact)) add(Truth::kFalse);
  if (!IsNeverUnknown(fact)) add(Truth::kUnknown);
}

bool IsAboutSize(Fact fact) {
  return RowOf(fact).reads == RowOf(Fact::kGroupSizeOk).reads;
}

// The aspect whose first fact is `fact`.
Aspect AspectOf(Fact fact, v1::Action action, const Parameters& parameters) {
  Aspect aspect;
  for (const Fact other : AllFacts()) {
    if (FollowTogether(fact, other)) aspect.facts |= Bit(other);
  }
  const absl::string_view path = RowOf(fact).missing[0].path;
  if (absl::StartsWith(path, "settings.")) aspect.setting = std::string(path);
  if (path == "message.sent_at") {
    AddValuesOfAge(parameters, aspect);
  } else if (IsAboutSize(fact)) {
    AddValuesOfSize(action, parameters, aspect);
  } else if (aspect.facts == Bit(fact) && aspect.setting.empty()) {
    AddValuesOf(fact, aspect);
  } else {
    AddValuesOfField(path, action, parameters, aspect);
  }
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
void AddSizes(const std::vector<Aspect>& aspects, v1::Action action,
              const Parameters& parameters, bool with_targets,
              CaseClause& clause) {
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    const Aspect& aspect = aspects[i];
    if ((aspect.facts & Bit(Fact::kGroupSizeOk)) == 0) continue;
    ForEachSize(parameters, [&](std::uint32_t members, TargetCount targets) {
      if ((targets.others > 0 || targets.has_actor) != with_targets) return;
      const AspectValue size =
          ValueOfSize(action, members, targets, aspect.facts, parameters);
      for (std::size_t v = 0; v < aspect.values.size(); ++v) {
        if (!(aspect.values[v] == size)) continue;
        clause[i] = static_cast<ValueSet>(clause[i] | Only(v));
      }
    });
  }
}

}  // namespace

void AddValue(const AspectValue& value, std::vector<AspectValue>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

std::vector<Aspect> FindAspects(const FactParameters& old_parameters,
                                const FactParameters& new_parameters,
                                v1::Action action) {
  std::vector<Aspect> aspects;
  std::uint64_t covered = 0;
  for (const Fact fact : AllFacts()) {
    if ((covered & Bit(fact)) != 0) continue;
    aspects.push_back(AspectOf(fact, action, {old_parameters, new_parameters}));
    covered |= aspects.back().facts;
  }
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
                                     v1::Action action,
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
  given_or_true(Fact::kTargetsGiven, FactsAboutTargets());
  given_or_true(Fact::kItemsGiven, FactsAboutItems());
  // Targets count as members.
  CaseClause& with_targets = add();
  AddWhere(aspects, Fact::kTargetsGiven, {Truth::kUnknown}, with_targets);
  AddSizes(aspects, action, {old_parameters, new_parameters}, true,
           with_targets);
  CaseClause& without_targets = add();
  AddWhere(aspects, Fact::kTargetsGiven, {Truth::kTrue}, without_targets);
  AddSizes(aspects, action, {old_parameters, new_parameters}, false,
           without_targets);
  // A level that is not known may be Admin, who has access to private items.
  CaseClause& level = add();
  AddWhere(aspects, Fact::kItemReadable, {Truth::kTrue, Truth::kFalse}, level);
  AddWhere(aspects, Fact::kItemPrivateAccess, {Truth::kTrue, Truth::kUnknown},
           level);
  return clauses;
}

CaseClause Satisfying(Clause clause, const std::vector<Aspect>& aspects,
                      WhichFacts facts) {
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

std::vector<v1::CheckRequest> ValuesOfField(absl::string_view path) {
  std::vector<std::string> messages = absl::StrSplit(path, '.');
  const std::string name = messages.back();
  messages.pop_back();
  std::vector<v1::CheckRequest> requests;
  // Adds a request and gives the message that has the field.
  const auto add = [&]() -> google::protobuf::Message& {
    google::protobuf::Message* message = &requests.emplace_back();
    for (const std::string& field : messages) {
      message = message->GetReflection()->MutableMessage(
          message, message->GetDescriptor()->FindFieldByName(field));
    }
    return *message;
  };
  const google::protobuf::Message& parent = add();
  const auto& field = *parent.GetDescriptor()->FindFieldByName(name);
  const google::protobuf::Reflection& reflection = *parent.GetReflection();
  requests.clear();
  if (field.enum_type() == nullptr) {
    for (const bool value : {false, true}) {
      reflection.SetBool(&add(), &field, value);
    }
    return requests;
  }
  // Value 0 is the one that leaves it open.
  for (int i = 1; i < field.enum_type()->value_count(); ++i) {
    reflection.SetEnum(&add(), &field, field.enum_type()->value(i));
  }
  return requests;
}

}  // namespace authz
