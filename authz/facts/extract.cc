#include "authz/facts/extract.h"

#include <array>
#include <cstddef>
#include <utility>

#include "authz/facts/fact_table.h"

namespace authz {
namespace {

// The rows' functions are constants here, so that each loop over the table
// below is compiled into straight code.
using EveryIndex = std::make_index_sequence<kFactCount>;

template <std::size_t Index>
[[gnu::always_inline]] inline void SetOfRequest(const FactInput& input,
                                                FieldSet fields, Facts& facts) {
  constexpr const FactRow& kRow = kFactTable[Index];
  if constexpr (kRow.of_request != nullptr) {
    if (kRow.reads.Overlaps(fields)) {
      facts.Set(kRow.fact, kRow.of_request(input));
    }
  }
}

template <std::size_t... Indices>
[[gnu::always_inline]] inline void SetAllOfRequest(
    std::index_sequence<Indices...> /*indices*/, const FactInput& input,
    FieldSet fields, Facts& facts) {
  (SetOfRequest<Indices>(input, fields, facts), ...);
}

template <std::size_t Index>
void SetOfTarget(const v1::User& target, Facts& facts) {
  constexpr const FactRow& kRow = kFactTable[Index];
  if constexpr (kRow.of_target != nullptr) {
    facts.Set(kRow.fact, kRow.of_target(target));
  }
}

template <std::size_t... Indices>
Facts OfTarget(std::index_sequence<Indices...> /*indices*/,
               const v1::User& target) {
  Facts facts;
  (SetOfTarget<Indices>(target, facts), ...);
  return facts;
}

template <std::size_t Index>
void SetOfItem(const v1::Item& item, absl::string_view project_id,
               Facts& facts) {
  constexpr const FactRow& kRow = kFactTable[Index];
  if constexpr (kRow.of_item != nullptr) {
    facts.Set(kRow.fact, kRow.of_item(item, project_id));
  }
}

template <std::size_t... Indices>
Facts OfItem(std::index_sequence<Indices...> /*indices*/, const v1::Item& item,
             absl::string_view project_id) {
  Facts facts;
  (SetOfItem<Indices>(item, project_id, facts), ...);
  return facts;
}

template <typename Predicate>
constexpr std::uint64_t FactsWhere(Predicate predicate) {
  std::uint64_t facts = 0;
  for (const FactRow& row : kFactTable) {
    if (predicate(row)) facts |= Bit(row.fact);
  }
  return facts;
}

constexpr std::uint64_t kAboutTargets =
    FactsWhere([](const FactRow& row) { return row.of_target != nullptr; });
constexpr std::uint64_t kAboutItems =
    FactsWhere([](const FactRow& row) { return row.of_item != nullptr; });

// Counts exactly only where a limit could be passed, since that takes hashing.
TargetCount CountWithin(const FactParameters& parameters,
                        const RequestView& request) {
  const auto size = static_cast<std::uint64_t>(request.targets->size());
  // Whoever creates a group is one more member.
  if (size <= parameters.max_direct_message_recipients &&
      size < parameters.max_group_members) {
    return {size, /*has_actor=*/false};
  }
  return CountTargets(request);
}

constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::kAt) + 1;

constexpr std::array<std::uint64_t, kFieldCount> MakeReaders() {
  std::array<std::uint64_t, kFieldCount> readers{};
  for (const FactRow& row : kFactTable) {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      if (row.reads.Contains(static_cast<Field>(i)))
        readers[i] |= Bit(row.fact);
    }
  }
  return readers;
}

// By field, the facts that depend on it.
constexpr std::array<std::uint64_t, kFieldCount> kReaders = MakeReaders();

}  // namespace

std::uint64_t FactsThatRead(FieldSet fields) {
  std::uint64_t facts = 0;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (fields.Contains(static_cast<Field>(i))) facts |= kReaders[i];
  }
  return facts;
}

std::uint64_t FactsAboutTargets() { return kAboutTargets; }
std::uint64_t FactsAboutItems() { return kAboutItems; }

Facts FactsOfTarget(const v1::User& target) {
  return OfTarget(EveryIndex(), target);
}

Facts FactsOfItem(const v1::Item& item, absl::string_view project_id) {
  return OfItem(EveryIndex(), item, project_id);
}

Facts ExtractFacts(const FactParameters& parameters, const RequestView& request,
                   absl::Time at, FieldSet fields) {
  Facts facts;
  const FactInput input = {request, at, parameters,
                           CountWithin(parameters, request),
                           ConversationTypeOf(request)};
  if (fields == FieldSet::All()) {
    SetAllOfRequest(EveryIndex(), input, FieldSet::All(), facts);
  } else {
    SetAllOfRequest(EveryIndex(), input, fields, facts);
  }
  // "All" over an empty list is true.
  if (fields.Contains(Field::kTargets)) {
    Facts all = Facts::FromBits(kAboutTargets, 0);
    for (const v1::User& target : *request.targets) {
      all = And(all, OfTarget(EveryIndex(), target));
    }
    facts.Add(all);
  }
  if (fields.Overlaps(Field::kItems | Field::kProjectId)) {
    Facts all = Facts::FromBits(kAboutItems, 0);
    for (const v1::Item& item : *request.items) {
      all = And(all, OfItem(EveryIndex(), item, request.project_id));
    }
    facts.Add(all);
  }
  return facts;
}

}  // namespace authz
