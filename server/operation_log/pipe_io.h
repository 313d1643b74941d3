// Writes to pipes without waiting for their readers.

#ifndef SERVER_OPERATION_LOG_PIPE_IO_H_
#define SERVER_OPERATION_LOG_PIPE_IO_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace server {

// Opens the pipe that `fd` writes to once more, so that no write to what is
// returned waits for a reader, whatever others do who share `fd`. Where that is
// no pipe, a duplicate of `fd`; -1 with errno where there can be none.
int OpenAgain(int fd);

// Whether the next write, of PIPE_BUF bytes or fewer, waits for no reader; or
// will within that time.
bool HasRoom(int fd, absl::Duration timeout = absl::ZeroDuration());

// Writes as much of `text` as there is room for, and returns how many bytes
// that is.
std::size_t WriteWhatFits(int fd, absl::string_view text);

}  // namespace server

#endif  // SERVER_OPERATION_LOG_PIPE_IO_H_
