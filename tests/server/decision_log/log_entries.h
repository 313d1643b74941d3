// The entries of a decision log, parsed by Protobuf.

#ifndef TESTS_SERVER_DECISION_LOG_LOG_ENTRIES_H_
#define TESTS_SERVER_DECISION_LOG_LOG_ENTRIES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "conversations/authz/log/v1/decision_log.pb.h"

namespace server {

using conversations::authz::log::v1::DecisionLogEntry;
using conversations::authz::log::v1::LoggedDecision;

// Expects every line to be whole, and an entry without a field that the schema
// does not have.
std::vector<DecisionLogEntry> ParseEntries(absl::string_view lines);

// Of a file.
std::vector<DecisionLogEntry> EntriesOf(const std::string& path);

// Waits until the file has so many lines.
std::vector<DecisionLogEntry> WaitForEntries(const std::string& path,
                                             std::size_t count);

// The ids of the calls, in order.
std::vector<std::string> CallIds(const std::vector<DecisionLogEntry>& entries);

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_LOG_ENTRIES_H_
