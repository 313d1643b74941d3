#include "server/decision_log/decision_log_options.h"

#include "absl/strings/str_cat.h"

namespace server {
namespace {

const char* OnOrOff(bool is_on) { return is_on ? "on" : "off"; }

}  // namespace

std::vector<std::pair<std::string, std::string>> Describe(
    const DecisionLogOptions& options) {
  if (options.destination.empty()) return {{"decision_log", "off"}};
  return {
      {"decision_log", options.destination},
      {"decision_log_facts", OnOrOff(options.facts)},
      {"decision_log_hash_ids", OnOrOff(options.hash_ids)},
      {"decision_log_filter", options.denials_only ? "denials" : "all"},
      {"decision_log_sample_allows", absl::StrCat(options.sample_allows)},
      {"decision_log_full",
       options.when_full == WhenFull::kDrop ? "drop" : "block"},
      {"decision_log_queue_bytes", absl::StrCat(options.queue_bytes)},
  };
}

}  // namespace server
