// Every decision as a line of JSON, for audits. docs/operations.md has the
// fields.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_H_
#define SERVER_DECISION_LOG_DECISION_LOG_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/decision_log/decision_line.h"
#include "server/decision_log/decision_log_options.h"
#include "server/decision_log/decision_log_stats.h"
#include "server/decision_log/id_hasher.h"
#include "server/decision_log/line_packing.h"
#include "server/decision_log/line_queue.h"
#include "server/decision_log/line_writer.h"

namespace server {

// Thread-safe.
class DecisionLog {
 public:
  // Starts to log. The error says why it cannot: `options` must have a
  // destination.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> Open(
      const DecisionLogOptions& options);

  // Opens the file again, after a rotation.
  void Reopen() { writer_->Reopen(); }

  // Nobody waits for the file any more once that time has passed, whatever the
  // options say.
  void BeginEnding(absl::Duration time);

  // Writes what there is, and ends. Returns how many lines could not be written
  // within the time, and those that were dropped since BeginEnding. Nothing may
  // be logged any more.
  std::int64_t Close(absl::Duration timeout);

  DecisionLogStats stats() const;

  // Logs that a call gets no decision: a google.rpc.Code number, and the error.
  void Rejected(const CallFields& call, int code, absl::string_view error);

  // For CallLog.
  const DecisionLogOptions& options() const { return options_; }
  // Null where ids are not hashed.
  const IdHasher* hasher() const { return hasher_.get(); }
  LineQueue& queue() { return writer_->queue(); }
  // Places in the dictionary of the renderers of a decision, and of what lines
  // of a call begin with. The constants of counted lines are OutcomeTexts.
  static constexpr std::uint32_t kDecisionRecord = 0;
  static constexpr std::uint32_t kCallRecord = 1;
  // Whether such a decision is to be logged. Another one of the same may not.
  bool Wants(bool is_allow) const {
    return !is_allow || (!options_.denials_only &&
                         (options_.sample_allows >= 1 || IsSampled()));
  }

 private:
  DecisionLog(DecisionLogOptions options, std::unique_ptr<IdHasher> hasher,
              std::unique_ptr<LineWriter> writer);

  bool IsSampled() const;

  const DecisionLogOptions options_;
  const std::unique_ptr<const IdHasher> hasher_;
  const std::unique_ptr<LineWriter> writer_;
  std::int64_t dropped_before_ending_ = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_H_
