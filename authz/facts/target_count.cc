#include "authz/facts/target_count.h"

#include "absl/strings/string_view.h"

namespace authz {
namespace {

TargetCount CountOf(const TargetIds& ids, absl::string_view actor_id) {
  const bool has_actor = ids.contains(actor_id);
  return {ids.size() - (has_actor ? 1 : 0), has_actor};
}

}  // namespace

TargetIds DistinctIds(
    const google::protobuf::RepeatedPtrField<v1::User>& targets) {
  TargetIds ids;
  ids.reserve(targets.size());
  for (const v1::User& target : targets) ids.insert(target.id());
  return ids;
}

TargetCount CountTargets(const RequestView& request) {
  if (request.target_ids != nullptr) {
    return CountOf(*request.target_ids, request.actor->id());
  }
  return CountOf(DistinctIds(*request.targets), request.actor->id());
}

}  // namespace authz
