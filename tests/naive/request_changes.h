// Random changes to requests.

#ifndef TESTS_NAIVE_REQUEST_CHANGES_H_
#define TESTS_NAIVE_REQUEST_CHANGES_H_

#include "google/protobuf/timestamp.pb.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {

// Ids that changes make equal or unequal.
inline constexpr char kActor[] = "ana";
inline constexpr char kProject[] = "p1";
inline constexpr char kConversation[] = "c1";

// Changes one field of `request`, of whatever depth: clears it, sets it to
// something else, or adds or removes an element. Seldom to what is malformed.
void ChangeSomething(v1::CheckRequest& request, Random& random);

// One of a few times, some of which are just so far apart that a message may
// still be edited, and others a little more.
google::protobuf::Timestamp RandomTime(Random& random);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_REQUEST_CHANGES_H_
