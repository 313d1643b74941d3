// A check of a batch by itself, as docs/api.md, "Batches", has it.

#ifndef TESTS_NAIVE_OVERLAY_H_
#define TESTS_NAIVE_OVERLAY_H_

#include "tests/naive/page.h"

namespace authz::naive {

// `check` with every top-level field that it leaves unset taken from `shared`,
// and every setting that it leaves unset.
v1::CheckRequest Overlaid(const v1::CheckRequest& shared,
                          const v1::CheckRequest& check);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_OVERLAY_H_
