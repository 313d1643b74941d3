// Times as both logs write them.

#ifndef SERVER_OPERATION_LOG_LOG_TIME_H_
#define SERVER_OPERATION_LOG_LOG_TIME_H_

#include "absl/time/time.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Appends "2026-01-31T23:59:59.123456Z": RFC 3339 in UTC with microseconds.
// Times of the same second are cheap.
void AppendTime(absl::Time time, TextBuffer& to);

}  // namespace server

#endif  // SERVER_OPERATION_LOG_LOG_TIME_H_
