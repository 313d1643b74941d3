#include "server/net/peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/net/listener.h"
#include "tests/server/net/open_listener.h"
#include "tests/server/support/sockets.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

// What PeerUser says of the accepted end of a connection to `address`.
std::optional<uid_t> UserOfClientOf(const std::string& address) {
  const absl::StatusOr<Listener> listener = OpenOne(address);
  EXPECT_TRUE(listener.ok()) << listener.status();
  const absl::StatusOr<Socket> client = ConnectTo(listener->name());
  EXPECT_TRUE(client.ok()) << client.status();
  const Socket accepted(accept(listener->fd(), nullptr, nullptr));
  EXPECT_GE(accepted.fd(), 0);
  return PeerUser(accepted.fd());
}

TEST(PeerUserTest, OfAUnixSocketIsTheClients) {
  const testing_support::TempFolder folder;
  EXPECT_EQ(UserOfClientOf("unix:" + folder.Path("s")), geteuid());
}

TEST(PeerUserTest, OfTcpIsNobody) {
  EXPECT_EQ(UserOfClientOf("127.0.0.1:0"), std::nullopt);
}

TEST(PeerUserTest, OfWhatIsNoSocketIsNobody) {
  const Socket file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(PeerUser(file.fd()), std::nullopt);
}

}  // namespace
}  // namespace server
