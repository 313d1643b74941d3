// Finds what makes a request malformed, as docs/api.md, "Errors", has it.

#ifndef TESTS_NAIVE_MALFORMED_PATHS_H_
#define TESTS_NAIVE_MALFORMED_PATHS_H_

#include <string>
#include <vector>

#include "tests/naive/page.h"

namespace authz::naive {

// The paths of all that makes the request malformed; none where it is
// well-formed. `limit` is the most targets, and the most items, it may have.
std::vector<std::string> MalformedPaths(const v1::CheckRequest& request,
                                        int limit);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_MALFORMED_PATHS_H_
