// A peer that speaks HTTP/2 frame by frame, for what no gRPC client does: stop
// in the middle, say nothing, ping too often.

#ifndef TESTS_SERVER_SUPPORT_HTTP2_PEER_H_
#define TESTS_SERVER_SUPPORT_HTTP2_PEER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/server/support/sockets.h"

namespace server {

class Http2Peer {
 public:
  enum Type : std::uint8_t {
    kData = 0,
    kHeaders = 1,
    kRstStream = 3,
    kSettings = 4,
    kPing = 6,
    kGoAway = 7,
    kWindowUpdate = 8,
  };
  static constexpr std::uint8_t kEndStream = 1;
  static constexpr std::uint8_t kAck = 1;
  static constexpr std::uint8_t kEndHeaders = 4;

  struct Frame {
    std::uint8_t type = 0;
    std::uint8_t flags = 0;
    std::uint32_t stream = 0;
    std::string payload;
  };

  // Connects, and says that it speaks HTTP/2 with settings of its own, unless
  // it is to be silent.
  static absl::StatusOr<Http2Peer> Connect(const std::string& address,
                                           bool silent = false);

  // Sends bytes as they are. False where the server has closed.
  bool Send(absl::string_view bytes);
  bool Send(const Frame& frame);
  // The headers of a call, with a timeout as gRPC writes it, such as "5m" for
  // five milliseconds, if any.
  bool SendHeaders(std::uint32_t stream, absl::string_view method,
                   absl::string_view timeout = "");
  // A whole call, one on a connection, with a request of 60 kB at most: that
  // needs no leave from the server.
  bool SendCall(std::uint32_t stream, absl::string_view method,
                absl::string_view request, absl::string_view timeout = "");

  // Sends `chunk` again and again, as far as the server gives leave, until it
  // has sent `most` bytes, or the server stops it or gives no more leave.
  // Returns how many it sent.
  std::int64_t SendData(std::uint32_t stream, const std::string& chunk,
                        std::int64_t most);

  // The next frame. OUT_OF_RANGE where the server has closed the connection,
  // DEADLINE_EXCEEDED where nothing comes.
  absl::StatusOr<Frame> Read(absl::Duration timeout = absl::Seconds(40));

  // Reads, and answers settings and pings as it should unless it is to be
  // silent, until a frame of that type comes, or the error of Read.
  absl::StatusOr<Frame> ReadUntil(Type type,
                                  absl::Duration timeout = absl::Seconds(40));
  // The same until the server closes the connection: OK where it does.
  absl::Status ReadUntilClosed(absl::Duration timeout = absl::Seconds(40));

 private:
  static constexpr std::int64_t kInitialLeave = 65'535;

  Http2Peer(Socket socket, bool silent)
      : socket_(std::move(socket)), silent_(silent) {}

  // Acknowledges settings and pings.
  void AnswerTo(const Frame& frame);

  // Takes the leave to send that a frame gives, if it does.
  void TakeLeave(const Frame& frame);

  // Whether that many bytes of input are there before `end`.
  absl::Status Await(std::size_t size, absl::Time end);

  Socket socket_;
  bool silent_;
  std::string input_;
  // What may still be sent on the connection, and on its first stream.
  std::int64_t connection_leave_ = kInitialLeave;
  std::int64_t stream_leave_ = kInitialLeave;
  std::int64_t initial_stream_leave_ = kInitialLeave;
};

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_HTTP2_PEER_H_
