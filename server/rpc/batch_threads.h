// Threads for calls that take long, so that the threads of the queues have time
// for those that don't.

#ifndef SERVER_RPC_BATCH_THREADS_H_
#define SERVER_RPC_BATCH_THREADS_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/rpc/tag.h"

namespace server {

class BatchThreads {
 public:
  explicit BatchThreads(unsigned count);
  ~BatchThreads();
  BatchThreads(const BatchThreads&) = delete;
  BatchThreads& operator=(const BatchThreads&) = delete;

  // Lets the call proceed in one of the threads, first come, first served; or
  // in this one where the threads have stopped.
  void Proceed(Tag& call);

  // Waits for the end of all that is to proceed, and ends the threads.
  void Stop();

 private:
  bool HasNext() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  }
  void Run();

  absl::Mutex mutex_;
  std::deque<Tag*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace server

#endif  // SERVER_RPC_BATCH_THREADS_H_
