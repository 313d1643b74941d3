#include "server/decision_log/log_flags.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/bytes.h"

ABSL_FLAG(std::string, decision_log, "",
          "FILE: where every decision is logged as a line of JSON: a file, "
          "compressed where its name ends with `.lz4`, or `stdout`. Nowhere if "
          "not given");
ABSL_FLAG(bool, decision_log_facts, false,
          "log the facts that each decision follows from, too");
ABSL_FLAG(bool, decision_log_hash_ids, false,
          "log keyed hashes instead of the ids of users, conversations, items "
          "and checks");
ABSL_FLAG(
    std::string, decision_log_hash_key, "",
    "FILE: the key of those hashes, 16 bytes or more. A random one of the "
    "process if not given, so that hashes differ after each start");
ABSL_FLAG(std::string, decision_log_filter, "all",
          "WHICH: `all`, or `denials` to leave allows out");
ABSL_FLAG(double, decision_log_sample_allows, 1,
          "RATE: the share of allows that is logged, from 0 to 1");
ABSL_FLAG(std::string, decision_log_full, "drop",
          "HOW: where lines come faster than they can be written, `drop` them "
          "and count them, or `block`: calls wait");
ABSL_FLAG(
    base::Bytes, decision_log_queue_bytes,
    {static_cast<std::int64_t>(server::DecisionLogOptions().queue_bytes)},
    "BYTES: the most lines that wait to be written, what those of a batch "
    "have in common left out");

namespace server {
namespace {

// Less would not hold the lines of one large batch of which many have ids, and
// no machine has more.
constexpr base::Bytes kLeastQueue = {std::int64_t{1} << 20U};
constexpr base::Bytes kMostQueue = {std::int64_t{1} << 40U};

absl::Status FlagError(absl::string_view flag, absl::string_view value,
                       absl::string_view rule) {
  return absl::InvalidArgumentError(
      absl::StrCat("flag `--", flag, "`: `", value, "` ", rule));
}

// What the flag's value stands for.
template <typename T>
absl::StatusOr<T> Choose(
    absl::string_view flag, const std::string& value,
    std::initializer_list<std::pair<absl::string_view, T>> choices) {
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (value == name) return choice;
    absl::StrAppend(&names, names.empty() ? "`" : ", `", name, "`");
  }
  return FlagError(flag, value, absl::StrCat("is none of ", names));
}

// The flag, where it says how to log although there is no log.
absl::Status RequireLog(const absl::CommandLineFlag& flag) {
  if (flag.CurrentValue() == flag.DefaultValue()) return absl::OkStatus();
  return FlagError(flag.Name(), flag.CurrentValue(),
                   "is of no use without `--decision_log`");
}

}  // namespace

absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags() {
  DecisionLogOptions options;
  options.destination = absl::GetFlag(FLAGS_decision_log);
  if (options.destination.empty()) {
    for (const absl::CommandLineFlag* flag :
         {&absl::GetFlagReflectionHandle(FLAGS_decision_log_facts),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_hash_ids),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_hash_key),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_filter),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_sample_allows),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_full),
          &absl::GetFlagReflectionHandle(FLAGS_decision_log_queue_bytes)}) {
      const absl::Status status = RequireLog(*flag);
      if (!status.ok()) return status;
    }
  }
  options.facts = absl::GetFlag(FLAGS_decision_log_facts);
  options.hash_ids = absl::GetFlag(FLAGS_decision_log_hash_ids);
  options.hash_key_file = absl::GetFlag(FLAGS_decision_log_hash_key);
  if (!options.hash_key_file.empty() && !options.hash_ids) {
    return FlagError("decision_log_hash_key", options.hash_key_file,
                     "is of no use without `--decision_log_hash_ids`");
  }

  const absl::StatusOr<bool> denials_only = Choose<bool>(
      "decision_log_filter", absl::GetFlag(FLAGS_decision_log_filter),
      {{"all", false}, {"denials", true}});
  if (!denials_only.ok()) return denials_only.status();
  options.denials_only = *denials_only;

  options.sample_allows = absl::GetFlag(FLAGS_decision_log_sample_allows);
  if (!(options.sample_allows >= 0 && options.sample_allows <= 1)) {
    return FlagError("decision_log_sample_allows",
                     absl::StrCat(options.sample_allows),
                     "is not between 0 and 1");
  }
  if (options.denials_only && options.sample_allows < 1) {
    return FlagError("decision_log_sample_allows",
                     absl::StrCat(options.sample_allows),
                     "is of no use with `--decision_log_filter=denials`");
  }

  const absl::StatusOr<WhenFull> when_full = Choose<WhenFull>(
      "decision_log_full", absl::GetFlag(FLAGS_decision_log_full),
      {{"drop", WhenFull::kDrop}, {"block", WhenFull::kBlock}});
  if (!when_full.ok()) return when_full.status();
  options.when_full = *when_full;

  const base::Bytes queue = absl::GetFlag(FLAGS_decision_log_queue_bytes);
  if (queue.count < kLeastQueue.count) {
    return FlagError(
        "decision_log_queue_bytes", AbslUnparseFlag(queue),
        absl::StrCat("is less than ", AbslUnparseFlag(kLeastQueue)));
  }
  if (queue.count > kMostQueue.count) {
    return FlagError(
        "decision_log_queue_bytes", AbslUnparseFlag(queue),
        absl::StrCat("is more than ", AbslUnparseFlag(kMostQueue)));
  }
  options.queue_bytes = static_cast<std::size_t>(queue.count);
  return options;
}

}  // namespace server
