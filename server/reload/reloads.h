// The counts of reloads of files, and the outcome of the last.

#ifndef SERVER_RELOAD_RELOADS_H_
#define SERVER_RELOAD_RELOADS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace server {

struct Reload {
  absl::Time at;
  // The error that kept the files from being taken; empty where they were.
  std::string error;
};

// Since the start.
struct Reloads {
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  // When the files were last taken: at the start, or by a reload.
  absl::Time last_success;
  // None where there was none.
  std::optional<Reload> last;
};

}  // namespace server

#endif  // SERVER_RELOAD_RELOADS_H_
