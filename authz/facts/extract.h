// Computes the facts of a request.

#ifndef AUTHZ_FACTS_EXTRACT_H_
#define AUTHZ_FACTS_EXTRACT_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/fact_parameters.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"

namespace authz {

// The facts of a well-formed request, evaluated at `at`, that depend on any of
// `fields`. What the request leaves out is unknown, save for the settings that
// the policy has defaults for.
Facts ExtractFacts(const FactParameters& parameters, const RequestView& request,
                   absl::Time at, FieldSet fields = FieldSet::All());

// The facts that depend on any of `fields`, as bits.
std::uint64_t FactsThatRead(FieldSet fields);

// The facts about all targets, or all items, as bits.
std::uint64_t FactsAboutTargets();
std::uint64_t FactsAboutItems();

// The facts about all targets, computed for one target alone; and the facts
// about all items, for one item of a request with that `project_id`. A fact
// about all of them is Kleene's "and" of its values for each.
Facts FactsOfTarget(const v1::User& target);
Facts FactsOfItem(const v1::Item& item, absl::string_view project_id);

}  // namespace authz

#endif  // AUTHZ_FACTS_EXTRACT_H_
