// Writing to what has a reader: a pipe, a socket, a terminal.

#ifndef SERVER_DECISION_LOG_PIPE_IO_H_
#define SERVER_DECISION_LOG_PIPE_IO_H_

#include <sys/types.h>

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

// Lets a pipe hold much, as far as the system allows it.
void GrowPipe(int fd);

// How many bytes a write may have that a pipe takes as a whole once it is
// empty; and those that it surely takes as a whole, or not at all, as it is
// now, also where another writes up to a page at the same moment, but not where
// one splices. PIPE_BUF of everything else with a reader, and at the least.
std::size_t MostTakenWhole(int fd);
std::size_t TakenWhole(int fd);

// The first of `lines`, of so many bytes at the most: whole lines, but for one
// that is longer.
absl::string_view FirstLines(absl::string_view lines, std::size_t most);

// Each piece that a reader is given wakes it, so it is given much at once.
// Where the pipe has no room for that it mostly will in a moment.
class PipeAppender {
 public:
  // Writes the first of `lines`, whole ones, and returns how many bytes, or -1
  // with errno, as write(2) does: EAGAIN also after a moment where the pipe has
  // room, but not surely for the first line. Waits a moment for the reader, a
  // few times until the pipe is full or takes much. `fd` must be non-blocking.
  ssize_t Append(int fd, absl::string_view lines);

 private:
  static constexpr int kMostWaits = 15;

  int waits_left_ = kMostWaits;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_PIPE_IO_H_
