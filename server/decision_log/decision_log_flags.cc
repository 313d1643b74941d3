#include "server/decision_log/decision_log_flags.h"

#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/bytes.h"
#include "base/flag_types.h"
#include "base/flags.h"

namespace server {

enum class DecisionLogFilter { kAll, kDenials };

constexpr base::Choice<DecisionLogFilter> kFilters[] = {
    {"all", DecisionLogFilter::kAll},
    {"denials", DecisionLogFilter::kDenials},
};
bool AbslParseFlag(absl::string_view text, DecisionLogFilter *filter,
                   std::string *error) {
  return base::ParseChoice(kFilters, text, filter, error);
}
std::string AbslUnparseFlag(DecisionLogFilter filter) {
  return base::ChoiceName(kFilters, filter);
}

constexpr base::Choice<WhenFull> kWhenFull[] = {
    {"drop", WhenFull::kDrop},
    {"block", WhenFull::kBlock},
};
bool AbslParseFlag(absl::string_view text, WhenFull *when_full,
                   std::string *error) {
  return base::ParseChoice(kWhenFull, text, when_full, error);
}
std::string AbslUnparseFlag(WhenFull when_full) {
  return base::ChoiceName(kWhenFull, when_full);
}

// Less would not hold one large entry, and no machine has more.
using QueueBytes =
    base::BytesBetween<std::int64_t{1} << 20U, std::int64_t{1} << 40U>;

}  // namespace server

ABSL_FLAG(
    std::string, decision_log, "",
    "FILE: where every call is logged with its decisions as a line of JSON: "
    "a file, or `stdout`. Nowhere if not given");
ABSL_FLAG(bool, decision_log_requests, false,
          "log the requests, too, from which decisions can be made again");
ABSL_FLAG(bool, decision_log_hash_ids, false,
          "log keyed hashes instead of ids, and of all strings of requests");
ABSL_FLAG(
    std::string, decision_log_hash_key, "",
    "FILE: the key of those hashes, 16 bytes or more. A random one of the "
    "process if not given, so that hashes differ after each start");
ABSL_FLAG(server::DecisionLogFilter, decision_log_filter,
          server::DecisionLogFilter::kAll,
          "WHICH: `all`, or `denials` to leave allows out");
ABSL_FLAG(base::Fraction, decision_log_sample_allows, {1},
          "RATE: the share of allows that is logged, from 0 to 1");
ABSL_FLAG(server::WhenFull, decision_log_full, server::WhenFull::kDrop,
          "HOW: where entries come faster than they can be written, `drop` "
          "them and count them, or `block`: calls wait");
ABSL_FLAG(
    server::QueueBytes, decision_log_queue_bytes,
    {{static_cast<std::int64_t>(server::DecisionLogOptions().queue_bytes)}},
    "BYTES: the most entries that wait to be written");
namespace server {
namespace {

absl::Status FlagError(absl::string_view flag, absl::string_view value,
                       absl::string_view rule) {
  return absl::InvalidArgumentError(
      absl::StrCat("flag `--", flag, "`: `", value, "` ", rule));
}

// The flag, where it says how to log although there is no log.
absl::Status RequireLog(const absl::CommandLineFlag &flag) {
  if (flag.CurrentValue() == flag.DefaultValue()) return absl::OkStatus();
  return FlagError(flag.Name(), flag.CurrentValue(),
                   "is of no use without `--decision_log`");
}

}  // namespace

absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags() {
  DecisionLogOptions options;
  options.destination = absl::GetFlag(FLAGS_decision_log);
  if (options.destination.empty()) {
    for (const absl::string_view flag :
         base::FlagsDefinedIn("server/decision_log/")) {
      const absl::Status status = RequireLog(*absl::FindCommandLineFlag(flag));
      if (!status.ok()) return status;
    }
  }
  options.requests = absl::GetFlag(FLAGS_decision_log_requests);
  options.hash_ids = absl::GetFlag(FLAGS_decision_log_hash_ids);
  options.hash_key_file = absl::GetFlag(FLAGS_decision_log_hash_key);
  if (!options.hash_key_file.empty() && !options.hash_ids) {
    return FlagError("decision_log_hash_key", options.hash_key_file,
                     "is of no use without `--decision_log_hash_ids`");
  }

  options.denials_only =
      absl::GetFlag(FLAGS_decision_log_filter) == DecisionLogFilter::kDenials;
  options.sample_allows = absl::GetFlag(FLAGS_decision_log_sample_allows).value;
  if (options.denials_only && options.sample_allows < 1) {
    return FlagError("decision_log_sample_allows",
                     absl::StrCat(options.sample_allows),
                     "is of no use with `--decision_log_filter=denials`");
  }
  options.when_full = absl::GetFlag(FLAGS_decision_log_full);
  options.queue_bytes = static_cast<std::size_t>(
      absl::GetFlag(FLAGS_decision_log_queue_bytes).value.count);
  return options;
}

}  // namespace server
