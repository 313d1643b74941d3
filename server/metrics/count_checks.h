// Counts what became of checks.

#ifndef SERVER_METRICS_COUNT_CHECKS_H_
#define SERVER_METRICS_COUNT_CHECKS_H_

#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/metrics/call_metrics.h"

namespace server {

// Counts a check by itself: its decision, or that it was malformed and has
// none. Nothing where `metrics` is null.
void CountCheck(CallMetrics* metrics,
                const conversations::authz::v1::CheckRequest& check,
                bool is_malformed,
                const conversations::authz::v1::CheckResponse& decision);

// Counts a batch and the checks in it. It belongs to one thread.
class BatchCounter {
 public:
  // Nothing is counted where `metrics` is null. `batch` must outlive this.
  BatchCounter(CallMetrics* metrics,
               const conversations::authz::v1::BatchCheckRequest& batch);

  BatchCounter(const BatchCounter&) = delete;
  BatchCounter& operator=(const BatchCounter&) = delete;

  // Counts the result of the next check, in the order of the batch.
  void Add(const conversations::authz::v1::BatchCheckResult& result) {
    if (metrics_ != nullptr) CountNext(result);
  }

 private:
  void CountNext(const conversations::authz::v1::BatchCheckResult& result);

  CallMetrics* const metrics_;
  // Of this thread; null where nothing is counted.
  ThreadCounters* const counters_;
  const conversations::authz::v1::BatchCheckRequest& batch_;
  const conversations::authz::v1::Action shared_action_;
  int next_ = 0;
};

}  // namespace server

#endif  // SERVER_METRICS_COUNT_CHECKS_H_
