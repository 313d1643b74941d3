// Writing to what has a reader: a pipe, a socket, a terminal.

#ifndef SERVER_LOG_PIPE_IO_H_
#define SERVER_LOG_PIPE_IO_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace server {

// Opens the pipe that `fd` writes to once more, so that no write of this
// process waits, and those of others, who share `fd`, still do. -1 where it is
// no pipe or cannot be opened.
int OpenPipeAgain(int fd);

// Whether a write may wait for a reader.
bool MayWait(int fd);

// Whether the next write of PIPE_BUF bytes or fewer waits for no reader.
bool HasRoom(int fd);

// How many bytes to write at once at the most, so that they are taken as a
// whole where there is room for them. Pipes take much at once. As long as they
// are full they take parts, between which others could write: so it is little
// where the process writes to the pipe as stderr, too.
std::size_t MostAtOnce(int fd);

// The first of `lines`, of so many bytes at the most: whole lines, but for one
// that is longer.
absl::string_view FirstLines(absl::string_view lines, std::size_t most);

}  // namespace server

#endif  // SERVER_LOG_PIPE_IO_H_
