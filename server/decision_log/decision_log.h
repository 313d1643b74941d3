// The decision log: every decision in a line of JSON, for audits.
//
// Each line is a DecisionLogEntry, see decision_log.proto.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_H_
#define SERVER_DECISION_LOG_DECISION_LOG_H_

#include <cstdint>
#include <memory>
#include <random>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/decision_log/decision_log_options.h"
#include "server/decision_log/decision_log_stats.h"
#include "server/decision_log/entry_json.h"
#include "server/decision_log/id_hasher.h"
#include "server/decision_log/line_queue.h"
#include "server/decision_log/line_writer.h"

namespace server {

// Thread-safe. CallLog is the way to log a call.
class DecisionLog {
 public:
  // Starts to log. The error says why it cannot: `options` must have a
  // destination.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> Open(
      const DecisionLogOptions& options);

  // Opens the file again.
  void Reopen() { writer_->Reopen(); }

  // Nobody waits for the file any more once that time has passed, whatever the
  // options say.
  void BeginEnding(absl::Duration time);

  // Writes what there is, and ends. Returns how many entries could not be
  // written within the time, and those that were dropped since BeginEnding.
  // Nothing may be logged any more.
  std::int64_t Close(absl::Duration timeout);

  DecisionLogStats stats() const;

  // Logs that a call got no decision: a google.rpc.Code number, the error, and
  // how long that took.
  void Rejected(const LoggedCall& call, int code, absl::string_view error,
                absl::Duration duration);

  // For CallLog.
  const DecisionLogOptions& options() const { return options_; }
  // Null where ids are not hashed.
  const IdHasher* hasher() const { return hasher_.get(); }
  LineQueue& queue() { return writer_->queue(); }
  // Whether such a decision is to be logged. Sampled, so an equal one may not
  // be.
  bool Wants(bool is_allow) {
    return !is_allow || (!options_.denials_only &&
                         (options_.sample_allows >= 1 || IsSampled()));
  }

 private:
  DecisionLog(DecisionLogOptions options, std::unique_ptr<IdHasher> hasher,
              std::unique_ptr<LineWriter> writer);

  bool IsSampled();

  const DecisionLogOptions options_;
  const std::unique_ptr<const IdHasher> hasher_;
  const std::unique_ptr<LineWriter> writer_;
  absl::Mutex mutex_;
  std::minstd_rand samples_ ABSL_GUARDED_BY(mutex_);
  std::int64_t dropped_before_ending_ = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_H_
