#include "cli/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace cli {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const auto error = [&path] {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot read `", path, "`: ", std::strerror(errno)));
  };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error();
  const absl::Cleanup close_file = [fd] { close(fd); };
  std::string content;
  char part[16 * 1024];
  while (true) {
    const ssize_t size = read(fd, part, sizeof(part));
    if (size == 0) return content;
    if (size > 0) {
      content.append(part, size);
    } else if (errno != EINTR) {
      return error();
    }
  }
}

}  // namespace cli
