// Computes the facts of a request.

#ifndef AUTHZ_FACTS_EXTRACT_H_
#define AUTHZ_FACTS_EXTRACT_H_

#include <cstdint>

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

// The facts that follow from the settings alone, laid over `defaults`.
Facts SettingsFacts(const v1::Settings& settings, const v1::Settings& defaults);

// The facts that follow from the actor's permission level alone.
Facts LevelFacts(v1::PermissionLevel level);

// The facts that follow from how many members the conversation has, and how
// many targets there are.
Facts SizeFacts(std::uint64_t members, std::uint64_t targets,
                const FactParameters& parameters);

// Whether a message that was sent so long ago is within the edit window. A
// message from the future has a negative age.
bool IsWithinEditWindow(absl::Duration age, const FactParameters& parameters);

}  // namespace authz

#endif  // AUTHZ_FACTS_EXTRACT_H_
