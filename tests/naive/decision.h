// The whole decision on a request, as docs/policy.md, "How a decision is made",
// and docs/api.md, "Read the answer", have it.

#ifndef TESTS_NAIVE_DECISION_H_
#define TESTS_NAIVE_DECISION_H_

#include "google/protobuf/timestamp.pb.h"
#include "tests/naive/page.h"
#include "tests/naive/verdict.h"

namespace authz::naive {

// The values of all facts of the request at `at`.
Assignment AssignmentOf(const v1::CheckRequest& request,
                        const google::protobuf::Timestamp& at);

// The decision on a well-formed request. `now` is the time of evaluation where
// the request does not say. The page does not say what policies are called and
// how requirements are described, so the policy's version, descriptions and
// sources are left out.
v1::CheckResponse Decide(const v1::CheckRequest& request,
                         const google::protobuf::Timestamp& now);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_DECISION_H_
