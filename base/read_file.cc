#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <limits>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace base {
namespace {

constexpr std::size_t kMaxRegularFile = std::size_t{16} << 20U;

absl::Status CannotRead(absl::string_view what, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot read ", what, ": ", why));
}

absl::Status CannotRead(absl::string_view what) {
  return CannotRead(what, absl::AsciiStrToLower(std::strerror(errno)));
}

absl::StatusOr<std::string> ReadUpTo(std::size_t max_size, int fd,
                                     absl::string_view what) {
  std::string content;
  char part[16 * 1024];
  while (true) {
    const ssize_t size = read(fd, part, sizeof(part));
    if (size == 0) return content;
    if (size > 0) {
      content.append(part, static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      return CannotRead(what);
    }
    if (content.size() > max_size) {
      return CannotRead(what,
                        absl::StrCat("it is larger than ", max_size, " bytes"));
    }
  }
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const std::string what = absl::StrCat("`", path, "`");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(what);
  const absl::Cleanup close_file = [fd] { close(fd); };
  return ReadAll(fd, what);
}

absl::StatusOr<std::string> ReadRegularFile(const std::string& path) {
  const std::string what = absl::StrCat("`", path, "`");
  const int fd =
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return CannotRead(what);
  const absl::Cleanup close_file = [fd] { close(fd); };
  struct stat status = {};
  if (fstat(fd, &status) != 0) return CannotRead(what);
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
    return CannotRead(what, "it is a pipe or a device, give a regular file");
  }
  return ReadUpTo(kMaxRegularFile, fd, what);
}

absl::StatusOr<std::string> ReadAll(int fd, absl::string_view what) {
  return ReadUpTo(std::numeric_limits<std::size_t>::max(), fd, what);
}

}  // namespace base
