// Counts the users that the targets of a request are.
//
// A distribution group may list the actor, or somebody twice: neither counts
// twice.

#ifndef AUTHZ_FACTS_TARGET_COUNT_H_
#define AUTHZ_FACTS_TARGET_COUNT_H_

#include <cstdint>

#include "authz/facts/request_view.h"

namespace authz {

struct TargetCount {
  // Users other than the actor.
  std::uint64_t others = 0;
  // Whether the actor is among the targets.
  bool has_actor = false;
};

// The distinct ids of targets. It points into them.
TargetIds DistinctIds(
    const google::protobuf::RepeatedPtrField<v1::User>& targets);

// Takes the ids from `request.target_ids` where they are there.
TargetCount CountTargets(const RequestView& request);

}  // namespace authz

#endif  // AUTHZ_FACTS_TARGET_COUNT_H_
