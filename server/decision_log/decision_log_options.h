// What is to be logged of decisions, and where.

#ifndef SERVER_DECISION_LOG_DECISION_LOG_OPTIONS_H_
#define SERVER_DECISION_LOG_DECISION_LOG_OPTIONS_H_

#include <cstddef>
#include <string>

#include "server/decision_log/line_queue.h"

namespace server {

struct DecisionLogOptions {
  // A path, or "stdout"; empty where there is to be no log.
  std::string destination;
  // Whether requests are logged, too.
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
  // Of entries that wait to be written.
  std::size_t queue_bytes = std::size_t{64} * 1024 * 1024;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LOG_OPTIONS_H_
