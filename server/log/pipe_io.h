// Writing to what has a reader: a pipe, a socket, a terminal.

#ifndef SERVER_LOG_PIPE_IO_H_
#define SERVER_LOG_PIPE_IO_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace server {

// Opens the pipe that `fd` writes to once more, so that no write to what is
// returned waits for a reader, whatever others do who share `fd`. -1 where that
// is no pipe or cannot be opened.
int OpenPipeAgain(int fd);

// Whether a write may wait for a reader.
bool MayWait(int fd);

// Whether the next write, of PIPE_BUF bytes or fewer, waits for no reader.
bool HasRoom(int fd);

// How many bytes a pipe takes as a whole or not at all: much while it is empty.
// Otherwise PIPE_BUF, as everything else with a reader.
std::size_t TakenWhole(int fd);

// The first of `lines`, of so many bytes at the most: whole lines, but for one
// that is longer.
absl::string_view FirstLines(absl::string_view lines, std::size_t most);

}  // namespace server

#endif  // SERVER_LOG_PIPE_IO_H_
