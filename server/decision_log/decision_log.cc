#include "server/decision_log/decision_log.h"

#include <utility>

#include "server/decision_log/json.h"

namespace server {

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::Open(
    const DecisionLogOptions& options) {
  std::unique_ptr<IdHasher> hasher;
  if (options.hash_ids) {
    absl::StatusOr<std::unique_ptr<IdHasher>> made =
        options.hash_key_file.empty()
            ? IdHasher::WithRandomKey()
            : IdHasher::WithKeyOf(options.hash_key_file);
    if (!made.ok()) return made.status();
    hasher = *std::move(made);
  }
  absl::StatusOr<std::unique_ptr<LineWriter>> writer = LineWriter::Start(
      options.destination, options.queue_bytes, options.when_full, DropNotice);
  if (!writer.ok()) return writer.status();
  return std::unique_ptr<DecisionLog>(
      new DecisionLog(options, std::move(hasher), *std::move(writer)));
}

DecisionLog::DecisionLog(DecisionLogOptions options,
                         std::unique_ptr<IdHasher> hasher,
                         std::unique_ptr<LineWriter> writer)
    : options_(std::move(options)),
      hasher_(std::move(hasher)),
      writer_(std::move(writer)),
      samples_(std::random_device{}()) {}

void DecisionLog::BeginEnding(absl::Duration time) {
  dropped_before_ending_ = queue().dropped_lines();
  queue().StopBlockingAfter(time);
}

std::int64_t DecisionLog::Close(absl::Duration timeout) {
  const std::int64_t unwritten = writer_->Close(timeout);
  return unwritten + queue().dropped_lines() - dropped_before_ending_;
}

bool DecisionLog::IsSampled() {
  const absl::MutexLock lock(&mutex_);
  return std::uniform_real_distribution<double>()(samples_) <
         options_.sample_allows;
}

void DecisionLog::Rejected(const LoggedCall& call, int code,
                           absl::string_view error, absl::Duration duration) {
  if (!queue().Admit()) return;
  JsonBuffer buffer;
  Json to(buffer);
  BeginEntry(call, to);
  EndEntry(CodeName(code), error, duration, to);
  buffer.Put('\n');
  queue().Append({buffer.GetString(), buffer.GetSize()});
}

DecisionLogStats DecisionLog::stats() const {
  const LineQueue& queue = writer_->queue();
  DecisionLogStats stats;
  stats.written_entries = writer_->written_lines();
  stats.written_bytes = writer_->written_bytes();
  stats.dropped_entries = queue.dropped_lines();
  stats.write_failures = writer_->failures();
  stats.queue_bytes = static_cast<std::int64_t>(queue.used_bytes());
  stats.max_queue_bytes = static_cast<std::int64_t>(queue.max_bytes());
  return stats;
}

}  // namespace server
