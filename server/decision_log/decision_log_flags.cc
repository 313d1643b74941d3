#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/flag_types.h"
#include "base/flags.h"
#include "server/decision_log/decision_log.h"

namespace server {

constexpr base::Choice<bool> kFilters[] = {{"all", false}, {"denials", true}};

constexpr base::Choice<WhenFull> kWhenFull[] = {{"drop", WhenFull::kDrop},
                                                {"block", WhenFull::kBlock}};

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
ABSL_FLAG(base::OneOf<server::kFilters>, decision_log_filter, {false},
          "WHICH: `all`, or `denials` to leave allows out");
ABSL_FLAG(base::Fraction, decision_log_sample_allows, {1},
          "RATE: the share of allows that is logged, from 0 to 1");
ABSL_FLAG(base::OneOf<server::kWhenFull>, decision_log_full,
          {server::WhenFull::kDrop},
          "HOW: where entries come faster than they can be written, `drop` "
          "them and count them, or `block`: calls wait");
ABSL_FLAG(server::QueueBytes, decision_log_queue_bytes,
          {{server::DecisionLogOptions().queue_bytes}},
          "BYTES: the most entries that wait to be written");

namespace server {
namespace {

absl::Status IsOfNoUse(const absl::CommandLineFlag& flag,
                       absl::string_view when) {
  return absl::InvalidArgumentError(absl::StrCat("flag `--", flag.Name(),
                                                 "`: `", flag.CurrentValue(),
                                                 "` is of no use ", when));
}

}  // namespace

absl::StatusOr<DecisionLogOptions> DecisionLogOptionsFromFlags() {
  DecisionLogOptions options;
  options.destination = absl::GetFlag(FLAGS_decision_log);
  options.requests = absl::GetFlag(FLAGS_decision_log_requests);
  options.hash_ids = absl::GetFlag(FLAGS_decision_log_hash_ids);
  options.hash_key_file = absl::GetFlag(FLAGS_decision_log_hash_key);
  options.denials_only = absl::GetFlag(FLAGS_decision_log_filter).value;
  options.sample_allows = absl::GetFlag(FLAGS_decision_log_sample_allows).value;
  options.when_full = absl::GetFlag(FLAGS_decision_log_full).value;
  options.queue_bytes =
      absl::GetFlag(FLAGS_decision_log_queue_bytes).value.count;

  if (options.destination.empty()) {
    for (const absl::string_view name :
         base::FlagsDefinedIn("server/decision_log/")) {
      const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
      if (flag.CurrentValue() != flag.DefaultValue()) {
        return IsOfNoUse(flag, "without `--decision_log`");
      }
    }
  }
  if (!options.hash_key_file.empty() && !options.hash_ids) {
    return IsOfNoUse(absl::GetFlagReflectionHandle(FLAGS_decision_log_hash_key),
                     "without `--decision_log_hash_ids`");
  }
  if (options.denials_only && options.sample_allows < 1) {
    return IsOfNoUse(
        absl::GetFlagReflectionHandle(FLAGS_decision_log_sample_allows),
        "with `--decision_log_filter=denials`");
  }
  return options;
}

}  // namespace server
