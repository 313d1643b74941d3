#include "tests/server/support/http2_peer.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace server {
namespace {

constexpr std::size_t kFrameHeader = 9;

std::string BigEndian(std::uint32_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>(number >> shift & 0xff));
  }
  return text;
}

std::uint32_t FromBigEndian(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<std::uint8_t>(byte);
  }
  return number;
}

// A header of HPACK that is not compressed. Shorter than 127 bytes each.
std::string Header(absl::string_view name, absl::string_view value) {
  return absl::StrCat(std::string(1, '\0'),
                      std::string(1, static_cast<char>(name.size())), name,
                      std::string(1, static_cast<char>(value.size())), value);
}

}  // namespace

absl::StatusOr<Http2Peer> Http2Peer::Connect(const std::string& address,
                                             bool silent) {
  absl::StatusOr<Socket> socket = ConnectTo(address);
  if (!socket.ok()) return socket.status();
  Http2Peer peer(*std::move(socket), silent);
  if (!silent && (!peer.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") ||
                  !peer.Send(Frame{kSettings, 0, 0, ""}))) {
    return absl::OutOfRangeError("closed");
  }
  return peer;
}

bool Http2Peer::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Http2Peer::Send(const Frame& frame) {
  if (frame.type == kData) {
    const auto size = static_cast<std::int64_t>(frame.payload.size());
    connection_leave_ -= size;
    stream_leave_ -= size;
  }
  return Send(absl::StrCat(
      BigEndian(static_cast<std::uint32_t>(frame.payload.size()), 3),
      BigEndian(frame.type, 1), BigEndian(frame.flags, 1),
      BigEndian(frame.stream, 4), frame.payload));
}

bool Http2Peer::SendHeaders(std::uint32_t stream, absl::string_view method,
                            absl::string_view timeout) {
  std::string headers = absl::StrCat(
      Header(":method", "POST"), Header(":scheme", "http"),
      Header(":path", method), Header(":authority", "test"),
      Header("content-type", "application/grpc"), Header("te", "trailers"));
  if (!timeout.empty()) {
    absl::StrAppend(&headers, Header("grpc-timeout", timeout));
  }
  return Send(Frame{kHeaders, kEndHeaders, stream, headers});
}

bool Http2Peer::SendCall(std::uint32_t stream, absl::string_view method,
                         absl::string_view request, absl::string_view timeout) {
  constexpr std::size_t kLargestFrame = 16'384;
  const std::string message = absl::StrCat(
      std::string(1, '\0'),
      BigEndian(static_cast<std::uint32_t>(request.size()), 4), request);
  bool sent = SendHeaders(stream, method, timeout);
  for (std::size_t at = 0; sent && at < message.size(); at += kLargestFrame) {
    const bool last = message.size() - at <= kLargestFrame;
    sent = Send(Frame{kData, last ? kEndStream : std::uint8_t{0}, stream,
                      message.substr(at, kLargestFrame)});
  }
  return sent;
}

absl::Status Http2Peer::Await(std::size_t size, absl::Time end) {
  while (input_.size() < size) {
    pollfd polled = {socket_.fd(), POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left < 0 || poll(&polled, 1, static_cast<int>(left)) <= 0) {
      return absl::DeadlineExceededError("nothing came");
    }
    std::array<char, 1 << 16> buffer;
    const ssize_t count = recv(socket_.fd(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return absl::OutOfRangeError("closed");
    input_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

absl::StatusOr<Http2Peer::Frame> Http2Peer::Read(absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  absl::Status status = Await(kFrameHeader, end);
  if (!status.ok()) return status;
  const std::size_t size = FromBigEndian(input_.substr(0, 3));
  status = Await(kFrameHeader + size, end);
  if (!status.ok()) return status;
  Frame frame;
  frame.type = static_cast<std::uint8_t>(input_[3]);
  frame.flags = static_cast<std::uint8_t>(input_[4]);
  frame.stream = FromBigEndian(input_.substr(5, 4));
  frame.payload = input_.substr(kFrameHeader, size);
  input_.erase(0, kFrameHeader + size);
  TakeLeave(frame);
  return frame;
}

void Http2Peer::TakeLeave(const Frame& frame) {
  if (frame.type == kWindowUpdate) {
    const std::uint32_t more = FromBigEndian(frame.payload);
    (frame.stream == 0 ? connection_leave_ : stream_leave_) += more;
  }
  if (frame.type != kSettings) return;
  // Pairs of a setting and its value.
  constexpr std::size_t kPair = 6;
  constexpr std::uint32_t kInitialWindowSize = 4;
  for (std::size_t i = 0; i + kPair <= frame.payload.size(); i += kPair) {
    const absl::string_view pair(frame.payload.data() + i, kPair);
    if (FromBigEndian(pair.substr(0, 2)) != kInitialWindowSize) continue;
    const std::int64_t value = FromBigEndian(pair.substr(2));
    stream_leave_ += value - std::exchange(initial_stream_leave_, value);
  }
}

std::int64_t Http2Peer::SendData(std::uint32_t stream, const std::string& chunk,
                                 std::int64_t most) {
  // Longer than the server takes to give more leave, if it will.
  constexpr absl::Duration kPatience = absl::Milliseconds(500);
  const auto size = static_cast<std::int64_t>(chunk.size());
  std::int64_t sent = 0;
  while (sent < most) {
    const bool may = std::min(connection_leave_, stream_leave_) >= size;
    const absl::StatusOr<Frame> frame =
        Read(may ? absl::ZeroDuration() : kPatience);
    if (frame.ok()) {
      if (frame->type == kRstStream || frame->type == kGoAway) break;
      AnswerTo(*frame);
    } else if (!may || !absl::IsDeadlineExceeded(frame.status()) ||
               !Send(Frame{kData, 0, stream, chunk})) {
      break;
    } else {
      sent += size;
    }
  }
  return sent;
}

void Http2Peer::AnswerTo(const Frame& frame) {
  if (silent_ || frame.flags == kAck) return;
  if (frame.type == kSettings) Send(Frame{kSettings, kAck, 0, ""});
  if (frame.type == kPing) Send(Frame{kPing, kAck, 0, frame.payload});
}

absl::StatusOr<Http2Peer::Frame> Http2Peer::ReadUntil(Type type,
                                                      absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (true) {
    absl::StatusOr<Frame> frame = Read(end - absl::Now());
    if (!frame.ok() || frame->type == type) return frame;
    AnswerTo(*frame);
  }
}

absl::Status Http2Peer::ReadUntilClosed(absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (true) {
    const absl::StatusOr<Frame> frame = ReadUntil(kGoAway, end - absl::Now());
    if (absl::IsOutOfRange(frame.status())) return absl::OkStatus();
    if (!frame.ok()) return frame.status();
  }
}

}  // namespace server
