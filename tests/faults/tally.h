// Counts the calls of a load by their outcome.

#ifndef TESTS_FAULTS_TALLY_H_
#define TESTS_FAULTS_TALLY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tests/faults/question.h"

namespace faults {

// Thread-safe.
class Tally {
 public:
  // Answers that come within this time of each other have not stopped, however
  // busy the machine is.
  static constexpr absl::Duration kNoGap = absl::Milliseconds(500);

  // A call that ended at `now`.
  void Add(const Question& question, const Answer& answer, absl::Time now);

  // The fault ended at `now`. Calls `recovered` once, at the next right answer,
  // with the time from `now` until then; or with 0 where right answers never
  // stopped.
  void Mark(absl::Time now, std::function<void(absl::Duration)> recovered);

  // A line of JSON.
  std::string ToJson(absl::Time now) const;

 private:
  void NoteRight(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::int64_t calls_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t wrong_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t wrong_allows_ ABSL_GUARDED_BY(mutex_) = 0;
  // By the name of the status code.
  std::map<std::string, std::int64_t> failed_ ABSL_GUARDED_BY(mutex_);
  // The first answers that were not right, for a person to read.
  std::vector<std::string> samples_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Time> last_right_ ABSL_GUARDED_BY(mutex_);
  // The longest time from one right answer to the next.
  absl::Duration longest_gap_ ABSL_GUARDED_BY(mutex_);
  absl::Time marked_ ABSL_GUARDED_BY(mutex_);
  std::function<void(absl::Duration)> recovered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace faults

#endif  // TESTS_FAULTS_TALLY_H_
