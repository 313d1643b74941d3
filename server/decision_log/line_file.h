// Where lines are written to: a file, a pipe, stdout.

#ifndef SERVER_DECISION_LOG_LINE_FILE_H_
#define SERVER_DECISION_LOG_LINE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/decision_log/direct_io.h"
#include "server/decision_log/pipe_io.h"

namespace server {

// Never half a line between two whole ones: what follows a line that was cut,
// by this process or one before it, starts on a line of its own. Where the file
// is compressed the same holds for frames: one that was cut is removed.
class LineFile {
 public:
  // Opens the file for appending, and makes it, mode 0640, where it is not
  // there. "stdout" is that. One whose name ends with ".lz4" is compressed, and
  // no pipe or device. The error names the file.
  static absl::StatusOr<LineFile> Open(const std::string& path);

  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&& other) noexcept;
  ~LineFile();

  // Writes the first of `lines`, as many bytes as can be without waiting long
  // for a reader, and removes them from `lines`. Nothing where the file has no
  // room now: RESOURCE_EXHAUSTED where a reader would make some, see fd(), and
  // UNAVAILABLE where there is no telling. `lines` must go on where the last
  // ones ended, or start with a whole line, as it must after Reopen. Of a
  // compressed file they are a frame, or what is left of one.
  absl::Status Write(absl::string_view& lines);

  // Opens the path again, which may be another file by now; not for stdout. On
  // an error, which names the file, the old file stays.
  absl::Status Reopen();

  // Whether it is given much at once and then no more until that is read, as a
  // pipe is that nobody shares.
  bool is_filled() const { return has_reader_ && !may_wait_; }

  // Whether much text goes to the disk from where it is.
  bool can_be_direct() const { return can_be_direct_; }

  // How much text to write at once, where there is as much, and how many bytes
  // beyond a multiple of kDirectIoBytes its address is, so that it takes the
  // least time.
  std::size_t BestSize() const { return best_size_; }
  std::size_t BestAlignment() const;

  // Whether what is written to it is to be frames of compressed lines.
  bool is_compressed() const { return is_compressed_; }

  // Whether the file was removed, so that nobody would see what is written.
  bool IsRemoved() const;

  // It cannot be opened again.
  bool is_stdout() const;
  const std::string& path() const { return path_; }
  int fd() const { return fd_; }

 private:
  // `is_shared`: other processes have the same opening.
  LineFile(std::string path, int fd, bool is_shared);
  // Sees how a compressed file ends, and removes half a frame.
  absl::Status MendFrames() const;

  std::string path_;
  int fd_;
  // What stays in a processor's cache from when it is made until it is written,
  // where there is none better.
  std::size_t best_size_ = std::size_t{128} << 10U;
  // Whether it is a pipe, socket or terminal, which is given what it takes as a
  // whole, so that the lines of others come between two of these.
  bool has_reader_ = false;
  // Whether a write may wait for a reader, and so is only made where there is
  // room, a little at a time.
  bool may_wait_ = false;
  PipeAppender pipe_;
  bool can_be_direct_ = false;
  DirectAppender direct_;
  // Whether the file ended within a line when it was opened.
  bool is_cut_ = false;
  // Whether what was written ends within one.
  bool is_in_line_ = false;
  bool is_compressed_ = false;
  // Of a frame that is not whole, what was written.
  std::int64_t frame_bytes_ = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_FILE_H_
