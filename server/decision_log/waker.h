// What a thread waits on, and others wake it by.

#ifndef SERVER_DECISION_LOG_WAKER_H_
#define SERVER_DECISION_LOG_WAKER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace server {

// Wake may be called by any thread, Wait by one.
class Waker {
 public:
  static absl::StatusOr<std::unique_ptr<Waker>> Create();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  // The Wait that is under way returns, or else the next one.
  void Wake();

  // Returns when woken, when the time is over, or where there is a file as soon
  // as it can be written to.
  void Wait(absl::Duration timeout, int fd = -1);

 private:
  explicit Waker(int fd) : fd_(fd) {}

  // An eventfd, which is readable between a Wake and the next Wait.
  const int fd_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_WAKER_H_
