#include "server/decision_log/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/decision_log/lz4_frame.h"
#include "server/decision_log/pipe_io.h"

namespace server {
namespace {

constexpr char kStdout[] = "stdout";
constexpr absl::string_view kCompressedSuffix = ".lz4";

// With the line that goes beyond it, text has 2 MiB nearly always: a page of
// the largest size.
constexpr std::size_t kDirectBytes = std::size_t{15} << 17U;

// Of what a pipe takes at once all but one, so that the line that goes beyond
// them mostly fits, too.
constexpr std::size_t kParts = 16;

// More than one frame has.
constexpr off_t kTailBytes = off_t{4} << 20U;

absl::Status Failed(absl::string_view what, const std::string& path,
                    int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, " `", path,
                   "`: ", absl::AsciiStrToLower(std::strerror(error))));
}

bool IsFifo(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

// -1 with errno where it fails.
int OpenToAppend(const std::string& path) {
  constexpr mode_t kMode = 0640;
  // Reading too, so that a FIFO can be opened before it has a reader, and lives
  // on after it had one; and to see how a file ends.
  constexpr int kFlags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;
  const int flags = IsFifo(path) ? kFlags | O_NONBLOCK : kFlags;
  const int fd = open(path.c_str(), flags, kMode);
  if (fd >= 0 || errno != EACCES) return fd;
  // May be written to and not read.
  return open(path.c_str(), (flags & ~O_RDWR) | O_WRONLY, kMode);
}

bool IsSameFile(int one, int other) {
  struct stat a = {};
  struct stat b = {};
  return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

}  // namespace

absl::StatusOr<LineFile> LineFile::Open(const std::string& path) {
  const bool is_stdout = path == kStdout;
  int fd = is_stdout ? OpenPipeAgain(STDOUT_FILENO) : OpenToAppend(path);
  const bool is_shared = is_stdout && fd < 0;
  if (is_shared) fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return Failed("open", path, errno);
  LineFile file(path, fd, is_shared);
  if (file.is_compressed_) {
    const absl::Status status = file.MendFrames();
    if (!status.ok()) return status;
  }
  return file;
}

LineFile::LineFile(std::string path, int fd, bool is_shared)
    : path_(std::move(path)), fd_(fd) {
  struct stat status = {};
  if (fstat(fd_, &status) != 0) return;
  is_compressed_ = absl::EndsWith(path_, kCompressedSuffix);
  if (is_compressed_) {
    // Frames are written as they are.
  } else if (S_ISREG(status.st_mode)) {
    can_be_direct_ = !is_stdout();
    if (can_be_direct_) best_size_ = kDirectBytes;
    char last = '\n';
    const off_t end = std::max<off_t>(status.st_size, 1) - 1;
    is_cut_ = pread(fd_, &last, 1, end) == 1 && last != '\n';
  } else if (!S_ISCHR(status.st_mode) || isatty(fd_) == 1) {
    has_reader_ = true;
    // Those who share it may change what it does at any time.
    may_wait_ = is_shared || MayWait(fd_);
    if (may_wait_) return;
    GrowPipe(fd_);
    best_size_ = MostTakenWhole(fd_) / kParts * (kParts - 1);
  }
}

LineFile::LineFile(LineFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      best_size_(other.best_size_),
      has_reader_(other.has_reader_),
      may_wait_(other.may_wait_),
      pipe_(other.pipe_),
      can_be_direct_(other.can_be_direct_),
      direct_(other.direct_),
      is_cut_(other.is_cut_),
      is_in_line_(other.is_in_line_),
      is_compressed_(other.is_compressed_),
      frame_bytes_(std::exchange(other.frame_bytes_, 0)) {}

LineFile& LineFile::operator=(LineFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(best_size_, other.best_size_);
  std::swap(has_reader_, other.has_reader_);
  std::swap(may_wait_, other.may_wait_);
  std::swap(pipe_, other.pipe_);
  std::swap(can_be_direct_, other.can_be_direct_);
  std::swap(direct_, other.direct_);
  std::swap(is_cut_, other.is_cut_);
  std::swap(is_in_line_, other.is_in_line_);
  std::swap(is_compressed_, other.is_compressed_);
  std::swap(frame_bytes_, other.frame_bytes_);
  return *this;
}

LineFile::~LineFile() {
  if (fd_ < 0) return;
  struct stat status = {};
  const bool is_whole =
      frame_bytes_ == 0 || (fstat(fd_, &status) == 0 &&
                            ftruncate(fd_, status.st_size - frame_bytes_) == 0);
  // Where it is not, whoever opens the file next sees to it.
  static_cast<void>(is_whole);
  close(fd_);
}

absl::Status LineFile::MendFrames() const {
  struct stat status = {};
  if (fstat(fd_, &status) != 0) return Failed("look at", path_, errno);
  if (!S_ISREG(status.st_mode)) {
    return absl::UnavailableError(
        absl::StrCat("cannot compress `", path_, "`: it is not a file"));
  }
  const off_t begin = std::max<off_t>(status.st_size - kTailBytes, 0);
  std::string tail(static_cast<std::size_t>(status.st_size - begin), '\0');
  if (pread(fd_, tail.data(), tail.size(), begin) !=
      static_cast<ssize_t>(tail.size())) {
    return Failed("read", path_, errno);
  }
  const std::optional<std::size_t> end = EndOfWholeLz4Frames(tail);
  if (!end.has_value()) {
    return absl::UnavailableError(absl::StrCat(
        "cannot append to `", path_, "`: it is not a compressed decision log"));
  }
  const off_t whole = begin + static_cast<off_t>(*end);
  if (whole < status.st_size && ftruncate(fd_, whole) != 0) {
    return Failed("shorten", path_, errno);
  }
  return absl::OkStatus();
}

absl::Status LineFile::Write(absl::string_view& lines) {
  absl::string_view piece = is_cut_ ? "\n" : lines;
  ssize_t count = 0;
  if (can_be_direct_) {
    count = direct_.Append(fd_, piece);
  } else if (!has_reader_) {
    count = write(fd_, piece.data(), piece.size());
  } else if (!may_wait_) {
    count = pipe_.Append(fd_, piece);
  } else if (HasRoom(fd_)) {
    piece = FirstLines(piece, PIPE_BUF);
    count = write(fd_, piece.data(), piece.size());
  } else {
    errno = EAGAIN;
    count = -1;
  }
  if (count < 0 && errno == EINTR) return absl::OkStatus();
  if (count < 0 && errno == EAGAIN) {
    return absl::ResourceExhaustedError(
        absl::StrCat("nobody reads `", path_, "`"));
  }
  if (count < 0) return Failed("write to", path_, errno);
  if (std::exchange(is_cut_, false)) return absl::OkStatus();
  lines.remove_prefix(static_cast<std::size_t>(count));
  if (is_compressed_) {
    frame_bytes_ = lines.empty() ? 0 : frame_bytes_ + count;
    return absl::OkStatus();
  }
  if (count > 0) is_in_line_ = piece[count - 1] != '\n';
  return absl::OkStatus();
}

bool LineFile::is_stdout() const { return path_ == kStdout; }

absl::Status LineFile::Reopen() {
  absl::StatusOr<LineFile> again = Open(path_);
  if (!again.ok()) return again.status();
  if (IsSameFile(fd_, again->fd_)) {
    // How it ends cannot always be seen: not of a pipe.
    if (is_cut_ || is_in_line_) again->is_cut_ = true;
    // That was removed as it was opened.
    frame_bytes_ = 0;
  }
  *this = *std::move(again);
  return absl::OkStatus();
}

std::size_t LineFile::BestAlignment() const {
  return can_be_direct_ ? EndBeyondDirectIoBytes(fd_) : 0;
}

bool LineFile::IsRemoved() const {
  struct stat status = {};
  return fstat(fd_, &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_nlink == 0;
}

}  // namespace server
