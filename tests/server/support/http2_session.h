// An HTTP/2 client connection on nghttp2 that makes gRPC calls and never
// blocks.

#ifndef TESTS_SERVER_SUPPORT_HTTP2_SESSION_H_
#define TESTS_SERVER_SUPPORT_HTTP2_SESSION_H_

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/server/support/sockets.h"

namespace server {

class Http2Session {
 public:
  // What comes from the server. Unset ones are passed over.
  struct Events {
    // A whole frame, without the bytes of DATA.
    std::function<void(const nghttp2_frame& frame)> on_frame;
    // A field of a HEADERS frame, before its on_frame.
    std::function<void(absl::string_view name, absl::string_view value)>
        on_field;
    std::function<void(std::int32_t stream, absl::string_view data)> on_data;
    // A stream that ended, by an answer or a reset.
    std::function<void(std::int32_t stream)> on_close;
  };

  // The request of a call as on the wire: `bytes`, which must outlive the call,
  // and then zeros until there are `size` bytes.
  struct Body {
    absl::string_view bytes;
    std::int64_t size = 0;
    // Whether the request ends with the last byte, or stays open.
    bool ends = true;
  };
  static Body Whole(absl::string_view bytes) {
    return {bytes, static_cast<std::int64_t>(bytes.size())};
  }

  // Connects to "IP:PORT" or "unix:PATH". The error is UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<Http2Session>> Connect(
      const std::string& address, Events events);

  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  int fd() const { return socket_.fd(); }

  // Makes a call of the method at `path`, "/package.Service/Method", with a
  // timeout as gRPC writes it, such as "5m" for five milliseconds, if any. It
  // takes effect with the next Flush, and waits its turn where the server takes
  // no more calls at once. Returns its stream.
  std::int32_t Call(absl::string_view path, Body body,
                    absl::string_view timeout = "");
  void Ping();

  // How many bytes of a call's request have been handed to the socket or wait
  // for it; all of them after its stream's end.
  std::int64_t BytesSent(std::int32_t stream) const;

  // Sends bytes as they are, behind what is to be sent.
  absl::Status SendRaw(absl::string_view bytes);

  // Sends what the socket takes. The error is that of the connection.
  absl::Status Flush();
  // Whether there is more to send than the socket took.
  bool HasMoreToSend() const { return sent_ < out_.size(); }

  // Receives what there is, settings and pings being answered with the next
  // Flush. The error is that of the connection, OUT_OF_RANGE where the server
  // closed it.
  absl::Status Receive();

 private:
  struct Request {
    Body body;
    std::int64_t sent = 0;
  };

  Http2Session(Socket socket, Events events);

  static ssize_t ReadRequest(nghttp2_session* session, std::int32_t stream,
                             std::uint8_t* to, std::size_t size,
                             std::uint32_t* flags, nghttp2_data_source* source,
                             void* self);
  static nghttp2_session_callbacks* Callbacks();

  const Socket socket_;
  const Events events_;
  nghttp2_session* session_ = nullptr;
  // By stream. nghttp2 keeps pointers to them.
  absl::flat_hash_map<std::int32_t, std::unique_ptr<Request>> requests_;
  // What the socket has yet to take, from `sent_` on.
  std::string out_;
  std::size_t sent_ = 0;
};

// A HEADERS frame that opens `stream` for a call of the method at `path`, for
// SendRaw: nghttp2 itself opens no stream that the server has forbidden.
std::string RawHeaders(std::int32_t stream, absl::string_view path);

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_HTTP2_SESSION_H_
