// The type of a row of the table of facts: what is known of one fact.

#ifndef AUTHZ_FACTS_FACT_ROW_H_
#define AUTHZ_FACTS_FACT_ROW_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_parameters.h"
#include "authz/facts/request_view.h"
#include "authz/facts/target_count.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

// The input of every function that computes a fact.
struct FactInput {
  // Well-formed.
  const RequestView& request;
  // The evaluation time.
  absl::Time at;
  const FactParameters& parameters;
  // Of the request, computed once for all facts. Where they can pass no limit,
  // the targets may be counted as if all were others, and distinct.
  TargetCount targets;
  v1::ConversationType conversation_type;
};

// A field without which a fact is unknown.
struct MissingPath {
  // Such as "actor.company_admin". "[i]" stands for the index of the first
  // element for which the fact is unknown: "targets[i].internal_employee".
  absl::string_view path;
  // Whether it is the request's element `i` that lacks this field. Null: always
  // where the fact is unknown.
  bool (*is_missing)(const RequestView& request, int i) = nullptr;
};

// Of a fact: the first that is missing is named.
inline constexpr std::size_t kMaxMissingPaths = 3;
using MissingPathList = std::array<MissingPath, kMaxMissingPaths>;

struct FactRow {
  Fact fact;
  // Its name in policies, such as "actor_is_member".
  absl::string_view name;
  // The top-level fields that it depends on.
  FieldSet reads;
  // The fields without which it is unknown. None: it is never unknown.
  MissingPathList missing;
  // Clauses for people who do not know its name, such as "the actor is a
  // Company Admin" and "the actor is not a Company Admin".
  absl::string_view when_true;
  absl::string_view when_false;
  // When exactly it is true, for the page on the policy. Empty: `when_true`
  // says it.
  absl::string_view definition = "";
  // Whether it is only ever true or unknown.
  bool never_false = false;
  // Whether it takes all of the fields that are missing, so that each is named.
  // Else one of them settles it.
  bool takes_all_fields = false;

  // One of these three computes it: of the request as a whole, or of each
  // target or each item alone, and then it is true where it is for all.
  Truth (*of_request)(const FactInput& input) = nullptr;
  Truth (*of_target)(const v1::User& target) = nullptr;
  Truth (*of_item)(const v1::Item& item,
                   absl::string_view project_id) = nullptr;

  // Of a fact that compares with a limit: what is beyond it by `narrow` and
  // within it by `wide`, such as "the group has 2001 to 3000 members". ""
  // where nothing is.
  std::string (*between)(const FactParameters& narrow,
                         const FactParameters& wide) = nullptr;

  // Of such a fact, sets what it compares, if the request says it. Needs the
  // targets to be counted exactly.
  void (*compare)(const FactInput& input, v1::Fact& fact) = nullptr;

  // Copies of the row with a definition; with words and a comparison; that are
  // never false; that take all fields.
  constexpr FactRow Defined(absl::string_view text) const {
    FactRow row = *this;
    row.definition = text;
    return row;
  }
  constexpr FactRow Compares(std::string (*words)(const FactParameters&,
                                                  const FactParameters&),
                             void (*comparison)(const FactInput&,
                                                v1::Fact&)) const {
    FactRow row = *this;
    row.between = words;
    row.compare = comparison;
    return row;
  }
  constexpr FactRow NeverFalse() const {
    FactRow row = *this;
    row.never_false = true;
    return row;
  }
  constexpr FactRow TakesAllFields() const {
    FactRow row = *this;
    row.takes_all_fields = true;
    return row;
  }
};

// A fact of the request as a whole.
constexpr FactRow Row(Fact fact, absl::string_view name, FieldSet reads,
                      MissingPathList missing, absl::string_view when_true,
                      absl::string_view when_false,
                      Truth (*of_request)(const FactInput&)) {
  FactRow row{fact, name, reads, missing, when_true, when_false};
  row.of_request = of_request;
  return row;
}

// The same of one path. An empty path: never unknown.
constexpr FactRow Row(Fact fact, absl::string_view name, FieldSet reads,
                      absl::string_view path, absl::string_view when_true,
                      absl::string_view when_false,
                      Truth (*of_request)(const FactInput&)) {
  return Row(fact, name, reads, MissingPathList{MissingPath{path}}, when_true,
             when_false, of_request);
}

// A fact that is true where it is for all targets.
constexpr FactRow RowOfTargets(Fact fact, absl::string_view name,
                               MissingPathList missing,
                               absl::string_view when_true,
                               absl::string_view when_false,
                               Truth (*of_target)(const v1::User&)) {
  FactRow row{fact, name, Field::kTargets, missing, when_true, when_false};
  row.of_target = of_target;
  return row;
}

// A fact that is true where it is for all items.
constexpr FactRow RowOfItems(
    Fact fact, absl::string_view name, MissingPathList missing,
    absl::string_view when_true, absl::string_view when_false,
    Truth (*of_item)(const v1::Item&, absl::string_view project_id)) {
  FactRow row{fact,    name,      Field::kItems | Field::kProjectId,
              missing, when_true, when_false};
  row.of_item = of_item;
  return row;
}

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_ROW_H_
