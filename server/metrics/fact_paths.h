// Numbers the paths of missing facts, so that each can be counted by itself.

#ifndef SERVER_METRICS_FACT_PATHS_H_
#define SERVER_METRICS_FACT_PATHS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace server {

// Paths get numbers as they come, without the indexes of their lists:
// "targets[3].internal_employee" is "targets[].internal_employee". At most kMax
// paths get one, so that memory is bounded whatever comes; all others share
// kOther. Thread-safe. A path that has a number takes no lock.
class FactPaths {
 public:
  static constexpr std::size_t kMax = 64;
  static constexpr std::size_t kOther = kMax;

  // From 0 to kMax - 1, or kOther.
  std::size_t NumberOf(absl::string_view path);

  // How many paths have a number of their own.
  std::size_t size() const { return size_.load(std::memory_order_acquire); }

  // The path of a number below size(), or of kOther.
  absl::string_view Name(std::size_t number) const {
    return number == kOther ? absl::string_view("other") : names_[number];
  }

 private:
  std::size_t Find(absl::string_view name) const;

  absl::Mutex mutex_;
  // Grows under the mutex. What is below it does not change.
  std::atomic<std::size_t> size_ = 0;
  std::array<std::string, kMax> names_;
};

}  // namespace server

#endif  // SERVER_METRICS_FACT_PATHS_H_
