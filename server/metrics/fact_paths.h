// The paths of missing facts that are counted one by one.

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

// Numbers paths as they come, without the indexes of their lists:
// "targets[3].internal_employee" is "targets[].internal_employee". There are no
// more than kMost of them, so that whatever comes takes no more memory; all
// others share one number. Thread-safe. Takes no lock for a path that it knows.
class FactPaths {
 public:
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kOther = kMost;

  // From 0 to kMost - 1, or kOther.
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
  std::array<std::string, kMost> names_;
};

}  // namespace server

#endif  // SERVER_METRICS_FACT_PATHS_H_
