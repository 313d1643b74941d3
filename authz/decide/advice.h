// Adds the advice that goes with an allow. Advice never blocks.

#ifndef AUTHZ_DECIDE_ADVICE_H_
#define AUTHZ_DECIDE_ADVICE_H_

#include "authz/facts/request_view.h"

namespace authz {

// Fills `advice` of `response`, for a request that is allowed.
void FillAdvice(const RequestView& request, v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_ADVICE_H_
