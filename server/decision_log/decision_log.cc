#include "server/decision_log/decision_log.h"

#include <random>
#include <string>
#include <utility>

#include "server/decision_log/decision_record.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

LineDictionary DictionaryFor(double sample_allows) {
  static_assert(kOutcomes <= kMostConstants);
  return {OutcomeTexts(),
          {[sample_allows](absl::string_view record, TextBuffer& to) {
             AppendDecisionOf(record, sample_allows, to);
           },
           AppendCallOf}};
}

}  // namespace

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
      options.destination, options.queue_bytes, options.when_full,
      DictionaryFor(options.sample_allows));
  if (!writer.ok()) return writer.status();
  return std::unique_ptr<DecisionLog>(
      new DecisionLog(options, std::move(hasher), *std::move(writer)));
}

DecisionLog::DecisionLog(DecisionLogOptions options,
                         std::unique_ptr<IdHasher> hasher,
                         std::unique_ptr<LineWriter> writer)
    : options_(std::move(options)),
      hasher_(std::move(hasher)),
      writer_(std::move(writer)) {}

void DecisionLog::BeginEnding(absl::Duration time) {
  dropped_before_ending_ = queue().dropped_lines();
  queue().StopBlockingAfter(time);
}

std::int64_t DecisionLog::Close(absl::Duration timeout) {
  const std::int64_t unwritten = writer_->Close(timeout);
  return unwritten + queue().dropped_lines() - dropped_before_ending_;
}

bool DecisionLog::IsSampled() const {
  thread_local std::minstd_rand numbers(std::random_device{}());
  return std::uniform_real_distribution<double>()(numbers) <
         options_.sample_allows;
}

void DecisionLog::Rejected(const CallFields& call, int code,
                           absl::string_view error) {
  queue().Append(1, [&](TextBuffer& to) {
    PackedPart part = PackedPart::Line(to);
    DecisionLine line(hasher(), to);
    line.Call(call);
    to += OutcomeTexts()[RejectionOf(code)];
    line.Error(error);
    line.End();
    part.End();
  });
}

DecisionLogStats DecisionLog::stats() const {
  const LineQueue& queue = writer_->queue();
  DecisionLogStats stats;
  stats.written_lines = writer_->written_lines();
  stats.written_bytes = writer_->written_bytes();
  stats.dropped_lines = queue.dropped_lines();
  stats.write_failures = writer_->failures();
  stats.queue_bytes = queue.used_bytes();
  stats.max_queue_bytes = static_cast<std::int64_t>(queue.max_bytes());
  return stats;
}

}  // namespace server
