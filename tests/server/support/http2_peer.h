// An HTTP/2 client that shows the frames it receives and can break off
// anywhere.

#ifndef TESTS_SERVER_SUPPORT_HTTP2_PEER_H_
#define TESTS_SERVER_SUPPORT_HTTP2_PEER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/server/support/http2_session.h"

namespace server {

// Reads only while it waits for something. Settings and pings are answered
// then.
class Http2Peer {
 public:
  static constexpr absl::Duration kTimeout = absl::Seconds(40);

  // A frame received: its type and flags are nghttp2's, such as NGHTTP2_PING.
  struct Frame {
    std::uint8_t type = 0;
    std::uint8_t flags = 0;
    // The text of a GOAWAY; of HEADERS that end a call, the number of its gRPC
    // status.
    std::string text;
  };

  static absl::StatusOr<Http2Peer> Connect(const std::string& address);

  // Calls the method at `path`, see Http2Session::Call. Sends of the request
  // what the server gives leave to send, until it ends the call or gives no
  // leave for half a second. Returns how many bytes that is.
  std::int64_t Call(absl::string_view path, Http2Session::Body body,
                    absl::string_view timeout = "");
  // The same with the bytes of a request message.
  std::int64_t CallWith(absl::string_view path, absl::string_view request,
                        absl::string_view timeout = "");

  // Whether the connection took it.
  bool SendPing();
  bool SendRaw(absl::string_view bytes);

  // Waits for the next frame, of any type. The errors are those of ReadUntil.
  absl::StatusOr<Frame> ReadNext(absl::Duration timeout = kTimeout);
  // Waits for a frame of that type and drops those before it. OUT_OF_RANGE
  // where the server has closed the connection, DEADLINE_EXCEEDED where nothing
  // comes.
  absl::StatusOr<Frame> ReadUntil(nghttp2_frame_type type,
                                  absl::Duration timeout = kTimeout);
  // Waits until the server closes the connection: OK where it does.
  absl::Status ReadUntilClosed(absl::Duration timeout = kTimeout);

 private:
  // What the session has pointers to.
  struct State {
    std::deque<Frame> frames;
    // Of the HEADERS that are being received.
    std::string grpc_status;
    bool has_closed_stream = false;
    std::deque<std::string> requests;
  };

  explicit Http2Peer(std::unique_ptr<State> state) : state_(std::move(state)) {}

  // Sends and receives what can be at once or, where nothing can be, as soon as
  // something can be until `end`.
  absl::Status Proceed(absl::Time end);

  std::unique_ptr<State> state_;
  std::unique_ptr<Http2Session> session_;
};

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_HTTP2_PEER_H_
