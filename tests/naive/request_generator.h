// Random requests that get far: most would be allowed but for a few changes.

#ifndef TESTS_NAIVE_REQUEST_GENERATOR_H_
#define TESTS_NAIVE_REQUEST_GENERATOR_H_

#include "google/protobuf/timestamp.pb.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {

// Requests have at most one target more than this, and never more items.
inline constexpr int kMaxGeneratedTargets = 2002;

// A request that is allowed, of a random action and of no two shapes alike,
// with up to six changes, each of which clears a field or sets it to something
// else. A few become malformed.
v1::CheckRequest RandomRequest(Random& random);

// Changes one field, somewhere below `request` or of its own.
void ChangeSomething(v1::CheckRequest& request, Random& random);

// A time at which some generated messages may be edited and others not.
google::protobuf::Timestamp RandomTime(Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_REQUEST_GENERATOR_H_
