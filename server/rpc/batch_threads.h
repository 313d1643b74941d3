// Threads that answer the calls that take long, beside those of the queues.

#ifndef SERVER_RPC_BATCH_THREADS_H_
#define SERVER_RPC_BATCH_THREADS_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/metrics/call_metrics.h"
#include "server/rpc/worker.h"

namespace server {

// Thread-safe.
class BatchThreads {
 public:
  // Answers a call with the worker of the thread that it is called by.
  using Answer = std::function<void(Worker& worker)>;

  // Each thread has a worker of its own, which counts in `metrics`.
  BatchThreads(int count, CallMetrics* metrics);
  ~BatchThreads();
  BatchThreads(const BatchThreads&) = delete;
  BatchThreads& operator=(const BatchThreads&) = delete;

  // Has one of the threads answer a call, in the order of adding. Returns false
  // where they have stopped: the caller has to answer it.
  bool TryAdd(Answer answer);

  // Whether as many calls wait as there are threads, so that one that is added
  // now waits long.
  bool IsBusy();

  // Waits until all that was added is answered, and ends the threads.
  void Stop();

 private:
  bool HasNext() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  }
  void Run(CallMetrics* metrics);

  const std::size_t count_;
  absl::Mutex mutex_;
  std::deque<Answer> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace server

#endif  // SERVER_RPC_BATCH_THREADS_H_
