// Limits to how much a request may ask for.

#ifndef AUTHZ_DECIDE_REQUEST_LIMITS_H_
#define AUTHZ_DECIDE_REQUEST_LIMITS_H_

#include <cstddef>

namespace authz {

// The defaults here are those of the server's flags and of the command, too.
struct RequestLimits {
  // Max targets, and max items, in a check.
  int max_targets = 10'000;
  // Max checks in a batch.
  int max_batch = 10'000;
  // Max bytes of a batch's results. A small request can ask for huge ones: many
  // checks that share many targets which all fail.
  std::size_t max_results_bytes = std::size_t{64} * 1024 * 1024;
};

}  // namespace authz

#endif  // AUTHZ_DECIDE_REQUEST_LIMITS_H_
