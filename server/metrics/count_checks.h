// Counts what became of checks.

#ifndef SERVER_METRICS_COUNT_CHECKS_H_
#define SERVER_METRICS_COUNT_CHECKS_H_

#include "authz/decide/check_outcome.h"
#include "server/metrics/thread_counters.h"

namespace server {

// Counts a check by itself: its decision, or that it was malformed and has
// none. Nothing where `counters`, of this thread, is null.
void CountCheck(ThreadCounters* counters, const authz::CheckOutcome& outcome);

// Counts a batch and the checks in it. It belongs to one thread.
class BatchCounter {
 public:
  // For a batch of so many checks. Nothing is counted where `counters`, of this
  // thread, is null.
  BatchCounter(ThreadCounters* counters, int checks);

  BatchCounter(const BatchCounter&) = delete;
  BatchCounter& operator=(const BatchCounter&) = delete;

  // Counts a check of the batch.
  void Add(const authz::CheckOutcome& outcome) {
    if (counters_ != nullptr) Count(outcome);
  }

 private:
  void Count(const authz::CheckOutcome& outcome);

  ThreadCounters* const counters_;
};

}  // namespace server

#endif  // SERVER_METRICS_COUNT_CHECKS_H_
