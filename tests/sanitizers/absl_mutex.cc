// Shows Abseil's locks to ThreadSanitizer.
//
// Debian's Abseil is built without it, so what a thread did before it unlocked
// a mutex and what another did after it locked the mutex would look unordered,
// and every use of what a mutex guards like a race. The methods here stand
// before those of the shared library, call them, and say which order they make.
// The dynamic linker lets gRPC's own calls through them too.
//
// Orders that Abseil makes in other ways stay unseen: they are those of
// absl::Notification and the like, which use a mutex, and of atomics in the
// library itself.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdlib>
#include <cstring>
#include <iostream>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

// ThreadSanitizer's own, of the annotations that have no header.
extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

// The method of the same name in the shared library. A pointer to a method that
// is not virtual starts with the method's address.
template <typename Method>
Method NextMethod(Method own) {
  void* address = nullptr;
  std::memcpy(&address, &own, sizeof(address));
  Dl_info info;
  if (dladdr(address, &info) == 0 || info.dli_sname == nullptr ||
      (address = dlsym(RTLD_NEXT, info.dli_sname)) == nullptr) {
    std::cerr << "a method of absl::Mutex cannot be found" << std::endl;
    std::abort();
  }
  std::memcpy(&own, &address, sizeof(address));
  return own;
}

// Calls the shared library's `Method`.
template <auto Method, typename Object, typename... Arguments>
auto CallNext(Object* object, const Arguments&... arguments) {
  static const auto kNext = NextMethod(Method);
  return (object->*kNext)(arguments...);
}

// Between the two, others may lock the mutex.
class Released {
 public:
  explicit Released(absl::Mutex* mutex) : mutex_(mutex) {
    __tsan_release(mutex_);
  }
  ~Released() { __tsan_acquire(mutex_); }
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;

 private:
  absl::Mutex* const mutex_;
};

// Locks the mutex where it ends.
class Acquired {
 public:
  explicit Acquired(absl::Mutex* mutex) : mutex_(mutex) {}
  ~Acquired() { __tsan_acquire(mutex_); }
  Acquired(const Acquired&) = delete;
  Acquired& operator=(const Acquired&) = delete;

 private:
  absl::Mutex* const mutex_;
};

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  const Acquired acquired(this);
  CallNext<&Mutex::Lock>(this);
}

void Mutex::ReaderLock() {
  const Acquired acquired(this);
  CallNext<&Mutex::ReaderLock>(this);
}

// Where it fails, an order is seen that is none.
bool Mutex::TryLock() {
  const Acquired acquired(this);
  return CallNext<&Mutex::TryLock>(this);
}

bool Mutex::ReaderTryLock() {
  const Acquired acquired(this);
  return CallNext<&Mutex::ReaderTryLock>(this);
}

void Mutex::Unlock() {
  __tsan_release(this);
  CallNext<&Mutex::Unlock>(this);
}

void Mutex::ReaderUnlock() {
  __tsan_release(this);
  CallNext<&Mutex::ReaderUnlock>(this);
}

void Mutex::LockWhen(const Condition& condition) {
  const Acquired acquired(this);
  CallNext<&Mutex::LockWhen>(this, condition);
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  const Acquired acquired(this);
  return CallNext<&Mutex::LockWhenWithTimeout>(this, condition, timeout);
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  const Acquired acquired(this);
  return CallNext<&Mutex::LockWhenWithDeadline>(this, condition, deadline);
}

void Mutex::Await(const Condition& condition) {
  const Released released(this);
  CallNext<&Mutex::Await>(this, condition);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  const Released released(this);
  return CallNext<&Mutex::AwaitWithTimeout>(this, condition, timeout);
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  const Released released(this);
  return CallNext<&Mutex::AwaitWithDeadline>(this, condition, deadline);
}

// A condition is evaluated under the mutex, but by whichever thread unlocks it,
// after that thread has been seen to: what it reads is not looked at.
bool Condition::Eval() const {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool value = CallNext<&Condition::Eval>(this);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  return value;
}

void CondVar::Wait(Mutex* mutex) {
  const Released released(mutex);
  CallNext<&CondVar::Wait>(this, mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  const Released released(mutex);
  return CallNext<&CondVar::WaitWithTimeout>(this, mutex, timeout);
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  const Released released(mutex);
  return CallNext<&CondVar::WaitWithDeadline>(this, mutex, deadline);
}

ABSL_NAMESPACE_END
}  // namespace absl
