#include "server/net/http_server.h"

#include <sys/socket.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "server/net/listen_address.h"
#include "tests/server/support/sockets.h"

namespace server {
namespace {

constexpr char kRequest[] = "GET /page HTTP/1.0\r\n\r\n";

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ListenAddress address;
    address.host = "127.0.0.1";
    address.port = "0";
    auto server = HttpServer::Open(address);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void Serve() {
    server_->Serve({{"/page", [] {
                       return HttpPage{200, "text/plain", "text"};
                     }}});
  }

  // A peer that has sent so much.
  Socket Peer(const std::string& sent) {
    auto peer =
        ConnectTo(std::string(absl::StripPrefix(server_->url(), "http://")));
    EXPECT_TRUE(peer.ok()) << peer.status();
    SendAll(*peer, sent);
    return *std::move(peer);
  }

 private:
  std::unique_ptr<HttpServer> server_;
};

// All of the answer, until the server closes.
std::string Answer(const Socket& peer) {
  std::string answer(1024, '\0');
  const ssize_t size =
      recv(peer.fd(), answer.data(), answer.size(), MSG_WAITALL);
  return answer.substr(0, size < 0 ? 0 : static_cast<std::size_t>(size));
}

// They all wait before the server begins, so that it takes them at once.
TEST_F(HttpServerTest, ManyWhoSendNothingDoNotKeepARequestOut) {
  const Socket first = Peer(kRequest);
  std::vector<Socket> silent;
  for (int i = 0; i < 100; ++i) silent.push_back(Peer(""));
  const Socket last = Peer(kRequest);
  Serve();
  for (const Socket* peer : {&first, &last}) {
    const std::string answer = Answer(*peer);
    EXPECT_TRUE(absl::StartsWith(answer, "HTTP/1.0 200 ")) << answer;
    EXPECT_TRUE(absl::EndsWith(answer, "\r\n\r\ntext")) << answer;
  }
}

}  // namespace
}  // namespace server
