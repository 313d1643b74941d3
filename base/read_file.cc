#include "base/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace base {
namespace {

absl::Status CannotRead(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "cannot read ", what, ": ", absl::AsciiStrToLower(std::strerror(errno))));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const std::string what = absl::StrCat("`", path, "`");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(what);
  const absl::Cleanup close_file = [fd] { close(fd); };
  return ReadAll(fd, what);
}

absl::StatusOr<std::string> ReadAll(int fd, absl::string_view what) {
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
  }
}

}  // namespace base
