#include "server/decision_log/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/operation_log/pipe_io.h"

namespace server {
namespace {

// A reader that makes no room for so long is a fault.
constexpr absl::Duration kSlowReader = absl::Seconds(1);

// For reading too, so that a FIFO can be opened before it has a reader and
// lives on after it had one, and to see how a file ends.
constexpr int kFlags =
    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
constexpr mode_t kMode = 0640;

absl::Status Failed(absl::string_view what, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, " `", path,
                   "`: ", absl::AsciiStrToLower(std::strerror(errno))));
}

// The first of `lines`, of PIPE_BUF bytes at most, which a pipe with any room
// takes as a whole: whole lines, but for one that is longer.
absl::string_view ForPipe(absl::string_view lines) {
  const absl::string_view first = lines.substr(0, PIPE_BUF);
  const std::size_t end = first.rfind('\n');
  return end == absl::string_view::npos ? first : first.substr(0, end + 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineFile>> LineFile::Open(
    const std::string& path) {
  const int fd = path == kStdout ? OpenAgain(STDOUT_FILENO)
                                 : open(path.c_str(), kFlags, kMode);
  if (fd < 0) return Failed("open", path);
  return std::unique_ptr<LineFile>(new LineFile(path, fd));
}

LineFile::LineFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {
  struct stat status = {};
  if (fstat(fd_, &status) != 0) return;
  if (S_ISREG(status.st_mode)) {
    char last = '\n';
    const off_t end = std::max<off_t>(status.st_size, 1) - 1;
    is_cut_ = pread(fd_, &last, 1, end) == 1 && last != '\n';
  } else {
    has_reader_ = !S_ISCHR(status.st_mode) || isatty(fd_) == 1;
  }
}

LineFile::~LineFile() { close(fd_); }

absl::Status LineFile::Write(absl::string_view& lines) {
  if (has_reader_ && !HasRoom(fd_, kSlowReader)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("nobody reads `", path_, "`"));
  }
  absl::string_view piece = has_reader_ ? ForPipe(lines) : lines;
  if (is_cut_) piece = "\n";
  const ssize_t count = write(fd_, piece.data(), piece.size());
  // Another who writes to the same pipe may have taken the room.
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return absl::OkStatus();
  if (count < 0) return Failed("write to", path_);
  if (!std::exchange(is_cut_, false)) {
    lines.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

bool LineFile::IsReplaced() const {
  if (path_ == kStdout) return false;
  struct stat at_path = {};
  struct stat own = {};
  if (stat(path_.c_str(), &at_path) != 0) return errno == ENOENT;
  return fstat(fd_, &own) == 0 &&
         (at_path.st_dev != own.st_dev || at_path.st_ino != own.st_ino);
}

}  // namespace server
