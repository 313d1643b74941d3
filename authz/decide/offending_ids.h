// Lists the ids of the targets or items that a denial is about.

#ifndef AUTHZ_DECIDE_OFFENDING_IDS_H_
#define AUTHZ_DECIDE_OFFENDING_IDS_H_

#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

// Fills `offending_ids` of `response`: the ids of the targets and the items for
// which a fact that the failed requirement accepts is false, in request order.
// None where it is not about targets or items.
void FillOffendingIds(const Requirement& failed, const RequestView& request,
                      v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_OFFENDING_IDS_H_
