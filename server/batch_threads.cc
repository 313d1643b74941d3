#include "server/batch_threads.h"

namespace server {

BatchThreads::BatchThreads(unsigned count) {
  threads_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back(&BatchThreads::Run, this);
  }
}

BatchThreads::~BatchThreads() { Stop(); }

void BatchThreads::Proceed(Tag& call) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!stopping_) {
      waiting_.push_back(&call);
      return;
    }
  }
  call.Proceed(true);
}

void BatchThreads::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void BatchThreads::Run() {
  while (true) {
    Tag* call = nullptr;
    {
      const absl::MutexLock lock(&mutex_,
                                 absl::Condition(this, &BatchThreads::HasNext));
      if (waiting_.empty()) return;
      call = waiting_.front();
      waiting_.pop_front();
    }
    call->Proceed(true);
  }
}

}  // namespace server
