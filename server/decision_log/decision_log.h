// The decision log: every decision in a line of JSON, for audits. Each line is
// a DecisionLogEntry, see decision_log.proto.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_H_
#define SERVER_DECISION_LOG_DECISION_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "conversations/authz/log/v1/decision_log.pb.h"
#include "server/decision_log/id_hasher.h"
#include "server/decision_log/json.h"
#include "server/decision_log/line_writer.h"

namespace server {

using conversations::authz::log::v1::DecisionLogEntry;
using conversations::authz::log::v1::LoggedDecision;

// The options of the decision log.
struct DecisionLogOptions {
  // A path, or "stdout"; empty where there is to be no log.
  std::string destination;
  // Whether requests are logged as well.
  bool requests = false;
  // Whether ids are replaced by their hashes; and the file of the key, where
  // empty a random one.
  bool hash_ids = false;
  std::string hash_key_file;
  // Whether allows are left out.
  bool denials_only = false;
  // The share of allows that is logged, of those that are not left out.
  double sample_allows = 1;
  WhenFull when_full = WhenFull::kDrop;
  // Max bytes of entries that wait to be written.
  std::int64_t queue_bytes = std::int64_t{64} * 1024 * 1024;
};

// The options that the flags give. The error is one line that names the flag.
absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags();

// Thread-safe. CallLog is the way to log a call.
class DecisionLog {
 public:
  // Starts to log. The error says why it cannot: `options` must have a
  // destination.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> Open(
      const DecisionLogOptions& options);

  // Opens the file again, unless it is stdout.
  void Reopen();

  // After `time` no call waits for the file any more, whatever the options say.
  void BeginEnding(absl::Duration time) { lines_->BeginEnding(time); }

  // Writes what there is, and ends. Returns how many entries could not be
  // written within the time, and those that were dropped since BeginEnding.
  // Nothing may be logged any more.
  std::int64_t Close(absl::Duration timeout) { return lines_->Close(timeout); }

  LineWriterStats stats() const { return lines_->stats(); }

  // Logs an entry that has no ids, such as one of a call that got no decision.
  // Its fields must be valid UTF-8.
  void Log(const DecisionLogEntry& entry);

  // For CallLog.
  const DecisionLogOptions& options() const { return options_; }
  // Null where ids are not hashed.
  const IdHasher* hasher() const { return hasher_ ? &*hasher_ : nullptr; }
  LineWriter& lines() { return *lines_; }
  // Whether such a decision is to be logged. Sampled, so an equal one may not
  // be.
  bool Wants(bool is_allow);

 private:
  DecisionLog(const DecisionLogOptions& options, std::optional<IdHasher> hasher,
              std::unique_ptr<LineWriter> lines)
      : options_(options),
        hasher_(std::move(hasher)),
        lines_(std::move(lines)) {}

  const DecisionLogOptions options_;
  const std::optional<IdHasher> hasher_;
  const std::unique_ptr<LineWriter> lines_;
  absl::Mutex mutex_;
  std::minstd_rand samples_ ABSL_GUARDED_BY(mutex_){std::random_device{}()};
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_H_
