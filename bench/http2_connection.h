// A connection that makes unary gRPC calls of one method with one request, at
// little cost: gRPC's own client costs more than the server that it measures.

#ifndef BENCH_HTTP2_CONNECTION_H_
#define BENCH_HTTP2_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bench/http2_frames.h"
#include "tests/server/support/sockets.h"

namespace bench {

class Http2Connection {
 public:
  // Gets the time that was given to Call and all data of the answer, a framed
  // message. An error has no data: its status is not looked at.
  using OnAnswer = absl::FunctionRef<void(absl::Time due, absl::string_view)>;

  // Connects to "IP:PORT" or "unix:PATH". Calls will be of the method at
  // `path`, such as "/package.Service/Method", with `request`, which is framed
  // and must outlive the connection.
  static absl::StatusOr<std::unique_ptr<Http2Connection>> Connect(
      const std::string& address, absl::string_view path,
      absl::string_view request);

  int fd() const { return socket_.fd(); }

  // Makes a call, which takes effect with the next Flush. It waits its turn
  // where the server takes no more calls at once.
  void Call(absl::Time due);

  // Sends what the socket takes. The error is that of the connection.
  absl::Status Flush();
  // Whether there is more to send than the socket took.
  bool HasMoreToSend() const { return sent_ < out_.size(); }

  // Receives what there is. The error is that of the connection, also where the
  // server closed it.
  absl::Status Receive(OnAnswer on_answer);

 private:
  struct Stream {
    absl::Time due;
    std::int64_t window = 0;
    // How much of the request has been put into `out_`.
    std::size_t request_sent = 0;
    std::string data;
  };

  Http2Connection(server::Socket socket, absl::string_view path,
                  absl::string_view request);

  void StartCalls();
  // Sends as much of the request as the windows allow.
  void SendRequest(std::uint32_t id, Stream& stream);
  void SendBlockedRequests();
  absl::Status Handle(const Http2Frame& frame, OnAnswer on_answer);
  void HandleSettings(absl::string_view settings);
  void HandleWindowUpdate(const Http2Frame& frame);
  void HandleData(const Http2Frame& frame, OnAnswer on_answer);
  void EndCall(std::uint32_t id, OnAnswer on_answer);

  const server::Socket socket_;
  const absl::string_view request_;
  std::string headers_;
  std::uint32_t next_stream_ = 1;
  std::uint32_t max_streams_ = UINT32_MAX;
  std::int64_t initial_window_ = 65'535;
  std::int64_t window_ = 65'535;
  std::int64_t received_since_update_ = 0;
  absl::flat_hash_map<std::uint32_t, Stream> streams_;
  // Calls that wait for their turn, and streams that wait for a window.
  std::deque<absl::Time> waiting_;
  std::deque<std::uint32_t> blocked_;
  std::string out_;
  std::size_t sent_ = 0;
  std::string in_;
};

}  // namespace bench

#endif  // BENCH_HTTP2_CONNECTION_H_
