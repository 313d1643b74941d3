#include "tests/server/support/http2_peer.h"

#include <poll.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/server/support/message_frame.h"

namespace server {
namespace {

Http2Peer::Frame FrameOf(const nghttp2_frame& received) {
  Http2Peer::Frame frame;
  frame.type = received.hd.type;
  frame.flags = received.hd.flags;
  if (frame.type == NGHTTP2_GOAWAY) {
    frame.text.assign(
        reinterpret_cast<const char*>(received.goaway.opaque_data),
        received.goaway.opaque_data_len);
  }
  return frame;
}

}  // namespace

absl::StatusOr<Http2Peer> Http2Peer::Connect(const std::string& address) {
  Http2Peer peer(std::make_unique<State>());
  Http2Session::Events events;
  events.on_frame = [state = peer.state_.get()](const nghttp2_frame& frame) {
    state->frames.push_back(FrameOf(frame));
    if (frame.hd.type != NGHTTP2_HEADERS) return;
    state->frames.back().text = std::exchange(state->grpc_status, "");
  };
  events.on_field = [state = peer.state_.get()](absl::string_view name,
                                                absl::string_view value) {
    if (name == "grpc-status") state->grpc_status = std::string(value);
  };
  events.on_close = [state = peer.state_.get()](std::int32_t) {
    state->has_closed_stream = true;
  };
  absl::StatusOr<std::unique_ptr<Http2Session>> session =
      Http2Session::Connect(address, std::move(events));
  if (!session.ok()) return session.status();
  peer.session_ = *std::move(session);
  absl::Status sent = peer.session_->Flush();
  if (!sent.ok()) return sent;
  return peer;
}

absl::Status Http2Peer::Proceed(absl::Time end) {
  absl::Status flushed = session_->Flush();
  if (!flushed.ok()) return absl::OutOfRangeError(flushed.message());
  pollfd polled = {session_->fd(), POLLIN, 0};
  if (session_->HasMoreToSend()) polled.events |= POLLOUT;
  const auto left =
      std::max(absl::ToInt64Milliseconds(end - absl::Now()), std::int64_t{0});
  if (poll(&polled, 1, static_cast<int>(left)) <= 0) {
    return absl::DeadlineExceededError("nothing came");
  }
  if ((polled.revents & ~POLLOUT) == 0) return absl::OkStatus();
  absl::Status received = session_->Receive();
  return received.ok() ? session_->Flush() : received;
}

std::int64_t Http2Peer::Call(absl::string_view path, Http2Session::Body body,
                             absl::string_view timeout) {
  // Longer than the server takes to give more leave, if it will.
  constexpr absl::Duration kNoMoreLeave = absl::Milliseconds(500);
  state_->has_closed_stream = false;
  const std::int32_t stream = session_->Call(path, body, timeout);
  std::int64_t sent = 0;
  absl::Status status = session_->Flush();
  while (status.ok() && !state_->has_closed_stream) {
    sent = session_->BytesSent(stream);
    if (sent == body.size && !session_->HasMoreToSend()) break;
    status = Proceed(absl::Now() + kNoMoreLeave);
  }
  return sent;
}

std::int64_t Http2Peer::CallWith(absl::string_view path,
                                 absl::string_view request,
                                 absl::string_view timeout) {
  state_->requests.push_back(server::Frame(request));
  return Call(path, Http2Session::Whole(state_->requests.back()), timeout);
}

bool Http2Peer::SendPing() {
  session_->Ping();
  return session_->Flush().ok();
}

bool Http2Peer::SendRaw(absl::string_view bytes) {
  return session_->SendRaw(bytes).ok();
}

absl::StatusOr<Http2Peer::Frame> Http2Peer::ReadNext(absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (state_->frames.empty()) {
    absl::Status status = Proceed(end);
    if (!status.ok()) return status;
  }
  Frame frame = std::move(state_->frames.front());
  state_->frames.pop_front();
  return frame;
}

absl::StatusOr<Http2Peer::Frame> Http2Peer::ReadUntil(nghttp2_frame_type type,
                                                      absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (true) {
    absl::StatusOr<Frame> frame = ReadNext(end - absl::Now());
    if (!frame.ok() || frame->type == type) return frame;
  }
}

absl::Status Http2Peer::ReadUntilClosed(absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  absl::Status status;
  while (status.ok()) status = Proceed(end);
  return absl::IsOutOfRange(status) ? absl::OkStatus() : status;
}

}  // namespace server
