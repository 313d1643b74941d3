// Counts of the decision log, for its metrics.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_STATS_H_
#define SERVER_DECISION_LOG_DECISION_LOG_STATS_H_

#include <cstdint>

namespace server {

// Since the start, but for the last two.
struct DecisionLogStats {
  // Entries that were written to the file, and their bytes.
  std::int64_t written_entries = 0;
  std::int64_t written_bytes = 0;
  // Entries for which there was no room.
  std::int64_t dropped_entries = 0;
  // How often the file took nothing, although it should have.
  std::int64_t write_failures = 0;
  // What waits to be written now, and how much may.
  std::int64_t queue_bytes = 0;
  std::int64_t max_queue_bytes = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_STATS_H_
