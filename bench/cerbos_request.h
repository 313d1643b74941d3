// Converts requests and decisions to Cerbos' messages, as the policies of
// bench/cerbos take them.
//
// The principal is the actor. Its attributes are the actor's fields and what
// the checks of a batch share: `project_id`, `settings` and `conversation`. So
// Cerbos, too, gets shared facts once. Each check is a resource, with what is
// its own as attributes. Names are those of our fields; enum values are without
// their prefix, times are as in JSON, and what is unset is left out.

#ifndef BENCH_CERBOS_REQUEST_H_
#define BENCH_CERBOS_REQUEST_H_

#include "bench/cerbos.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace bench {

namespace cerbos = ::cerbos::svc::v1;
namespace v1 = ::conversations::authz::v1;

// One check.
cerbos::CheckResourcesRequest ToCerbos(const v1::CheckRequest& request);

// A batch, whose checks have nothing of what goes with the principal.
cerbos::CheckResourcesRequest ToCerbos(const v1::BatchCheckRequest& batch);

// What Cerbos must answer where these are our decisions.
cerbos::CheckResourcesResponse ToCerbos(const v1::CheckRequest& request,
                                        const v1::CheckResponse& response);
cerbos::CheckResourcesResponse ToCerbos(const v1::BatchCheckRequest& batch,
                                        const v1::BatchCheckResponse& response);

// Whether the two answers decide the same. What else is in them, cerbos.proto
// does not know.
bool SameDecisions(cerbos::CheckResourcesResponse left,
                   cerbos::CheckResourcesResponse right);

}  // namespace bench

#endif  // BENCH_CERBOS_REQUEST_H_
