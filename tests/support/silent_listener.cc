#include "tests/support/silent_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace testing_support {

SilentListener::SilentListener()
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  auto* generic = reinterpret_cast<sockaddr*>(&name);
  // The system takes connections up to the backlog; nobody accepts them.
  EXPECT_TRUE(bind(fd_, generic, size) == 0 && listen(fd_, 16) == 0 &&
              getsockname(fd_, generic, &size) == 0);
  address_ = absl::StrCat("127.0.0.1:", ntohs(name.sin_port));
}

SilentListener::~SilentListener() { close(fd_); }

}  // namespace testing_support
