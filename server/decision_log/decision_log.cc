#include "server/decision_log/decision_log.h"

#include <utility>

#include "absl/time/clock.h"
#include "authz/facts/time.h"

namespace server {
namespace {

std::string LineOf(const DecisionLogEntry& entry) {
  JsonBuffer buffer;
  Json json(buffer);
  AppendMessage(entry, nullptr, json);
  buffer.Put('\n');
  return {buffer.GetString(), buffer.GetSize()};
}

std::string DropNotice(std::int64_t dropped) {
  DecisionLogEntry entry;
  authz::SetTimestamp(absl::Now(), *entry.mutable_time());
  entry.set_dropped(dropped);
  return LineOf(entry);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::Open(
    const DecisionLogOptions& options) {
  std::optional<IdHasher> hasher;
  if (options.hash_ids) {
    absl::StatusOr<IdHasher> created = IdHasher::Create(options.hash_key_file);
    if (!created.ok()) return created.status();
    hasher = *std::move(created);
  }
  absl::StatusOr<std::unique_ptr<LineWriter>> lines = LineWriter::Start(
      options.destination, options.queue_bytes, options.when_full, DropNotice);
  if (!lines.ok()) return lines.status();
  return std::unique_ptr<DecisionLog>(
      new DecisionLog(options, std::move(hasher), *std::move(lines)));
}

void DecisionLog::Reopen() {
  if (options_.destination != LineFile::kStdout) lines_->Reopen();
}

void DecisionLog::Log(const DecisionLogEntry& entry) {
  if (lines_->Admit()) lines_->Append(LineOf(entry));
}

bool DecisionLog::Wants(bool is_allow) {
  if (!is_allow) return true;
  if (options_.denials_only) return false;
  if (options_.sample_allows >= 1) return true;
  const absl::MutexLock lock(&mutex_);
  return std::uniform_real_distribution<double>()(samples_) <
         options_.sample_allows;
}

}  // namespace server
