// Fills in fields of requests by their paths, as MISSING_FACTS names them.

#ifndef TESTS_NAIVE_FILL_IN_H_
#define TESTS_NAIVE_FILL_IN_H_

#include <string>

#include "google/protobuf/message.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {

// Whether the field at `path`, such as "targets[2].company_admin", is set. A
// range of time is where both of its ends are. Fails the test where there is no
// such field or element.
bool IsSet(const std::string& path, const v1::CheckRequest& request);

// Sets the field to something random and well-formed: a list to one element
// that has an id alone, a range of time to both ends.
void FillIn(const std::string& path, Random& random, v1::CheckRequest& request);

// Clears each field of `message`, a request, of whatever depth with a chance of
// `percent`. What must be given stays: the action and ids.
void ForgetSome(int percent, Random& random,
                google::protobuf::Message& message);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_FILL_IN_H_
