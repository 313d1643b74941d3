#include "server/rpc/batch_threads.h"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

namespace server {
namespace {

// How far batches stand back behind single checks where there is not enough
// processor time for both: a tenth against each thread of a queue, and not
// nothing.
constexpr int kNice = 10;

}  // namespace

BatchThreads::BatchThreads(int count, CallMetrics* metrics)
    : count_(static_cast<std::size_t>(count)) {
  while (threads_.size() < count_) {
    threads_.emplace_back(&BatchThreads::Run, this, metrics);
  }
}

BatchThreads::~BatchThreads() { Stop(); }

bool BatchThreads::TryAdd(Answer answer) {
  const absl::MutexLock lock(&mutex_);
  if (stopping_) return false;
  waiting_.push_back(std::move(answer));
  return true;
}

bool BatchThreads::IsBusy() {
  const absl::MutexLock lock(&mutex_);
  return waiting_.size() >= count_;
}

void BatchThreads::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void BatchThreads::Run(CallMetrics* metrics) {
  pthread_setname_np(pthread_self(), "batches");
  // Of this thread only. Where it fails, batches are as urgent as single
  // checks.
  setpriority(PRIO_PROCESS, 0, kNice);
  Worker worker(metrics);
  while (true) {
    Answer answer;
    {
      const absl::MutexLock lock(&mutex_,
                                 absl::Condition(this, &BatchThreads::HasNext));
      if (waiting_.empty()) return;
      answer = std::move(waiting_.front());
      waiting_.pop_front();
    }
    answer(worker);
  }
}

}  // namespace server
