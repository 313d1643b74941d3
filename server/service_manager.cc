#include "server/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "absl/strings/string_view.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

constexpr absl::string_view kReady = "READY=1";

// Whether the socket at the path, or of the abstract name that begins with @,
// has taken the message; otherwise errno says why not.
bool Send(absl::string_view message, absl::string_view path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    errno = ENAMETOOLONG;
    return false;
  }
  path.copy(address.sun_path, path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return false;
  const socklen_t size = offsetof(sockaddr_un, sun_path) + path.size();
  const ssize_t sent =
      sendto(socket_fd, message.data(), message.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), size);
  const int error = errno;
  close(socket_fd);
  errno = error;
  return sent >= 0;
}

}  // namespace

void TellServiceManager() {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || Send(kReady, path)) return;
  Log(LogLevel::kWarning, "the service manager cannot be told",
      {{"socket", path}, {"error", std::strerror(errno)}});
}

}  // namespace server
