// Counts batches, and what became of checks.

#ifndef SERVER_METRICS_COUNT_CHECKS_H_
#define SERVER_METRICS_COUNT_CHECKS_H_

#include <string>
#include <vector>

#include "authz/decide/check_outcome.h"
#include "server/metrics/call_metrics.h"

namespace server {

// `counters` are those of the calling thread; null: nothing is counted.

// Counts a check: its decision, or that it was malformed and has none.
void CountCheck(ThreadCounters* counters, const authz::CheckOutcome& outcome);

// The paths that ThreadCounters::missing_facts counts, by index: all that the
// table of facts has, sorted, without the indexes of lists, such as
// "targets[].internal_employee".
const std::vector<std::string>& MissingPaths();

// Counts a batch of `checks` checks. CountCheck counts each of these as well.
void CountBatch(ThreadCounters* counters, int checks);

}  // namespace server

#endif  // SERVER_METRICS_COUNT_CHECKS_H_
