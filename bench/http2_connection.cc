#include "bench/http2_connection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace bench {
namespace {

// What this side lets the server send. Topped up long before it is used up.
constexpr std::uint32_t kWindow = 1U << 30;
constexpr std::int64_t kTopUp = std::int64_t{1} << 28;
constexpr std::size_t kReadBytes = std::size_t{16} * 1024;

void AppendWindowUpdate(std::uint32_t bytes, std::string& to) {
  std::string payload;
  AppendNumber(bytes, 4, payload);
  AppendFrame(FrameType::kWindowUpdate, 0, 0, payload, to);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Http2Connection>> Http2Connection::Connect(
    const std::string& address, absl::string_view path,
    absl::string_view request) {
  absl::StatusOr<server::Socket> socket = server::ConnectTo(address);
  if (!socket.ok()) {
    return absl::UnavailableError(absl::StrCat(
        "cannot connect to ", address, ": ", socket.status().message()));
  }
  const int on = 1;
  // Fails on a Unix socket, which does not need it.
  setsockopt(socket->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  fcntl(socket->fd(), F_SETFL, fcntl(socket->fd(), F_GETFL) | O_NONBLOCK);
  return absl::WrapUnique(
      new Http2Connection(*std::move(socket), path, request));
}

Http2Connection::Http2Connection(server::Socket socket, absl::string_view path,
                                 absl::string_view request)
    : socket_(std::move(socket)),
      request_(request),
      headers_(FirstRequestHeaders(path)) {
  std::string settings;
  AppendNumber(static_cast<std::uint32_t>(Setting::kInitialWindowSize), 2,
               settings);
  AppendNumber(kWindow, 4, settings);
  out_.append(kHttp2Preface.data(), kHttp2Preface.size());
  AppendFrame(FrameType::kSettings, 0, 0, settings, out_);
  AppendWindowUpdate(kWindow, out_);
}

void Http2Connection::Call(absl::Time due) {
  waiting_.push_back(due);
  StartCalls();
}

void Http2Connection::StartCalls() {
  while (!waiting_.empty() && streams_.size() < max_streams_) {
    const std::uint32_t id = std::exchange(next_stream_, next_stream_ + 2);
    Stream& stream = streams_[id];
    stream.due = waiting_.front();
    stream.window = initial_window_;
    waiting_.pop_front();
    AppendFrame(FrameType::kHeaders, kEndHeaders, id, headers_, out_);
    if (id == 1) headers_ = LaterRequestHeaders();
    SendRequest(id, stream);
    if (stream.request_sent < request_.size()) blocked_.push_back(id);
  }
}

void Http2Connection::SendRequest(std::uint32_t id, Stream& stream) {
  while (stream.request_sent < request_.size()) {
    const std::int64_t allowed = std::min(window_, stream.window);
    if (allowed <= 0) return;
    const absl::string_view part = request_.substr(
        stream.request_sent,
        std::min(static_cast<std::size_t>(allowed), kMaxFrameBytes));
    stream.request_sent += part.size();
    const auto bytes = static_cast<std::int64_t>(part.size());
    stream.window -= bytes;
    window_ -= bytes;
    AppendFrame(FrameType::kData,
                stream.request_sent == request_.size() ? kEndStream : 0, id,
                part, out_);
  }
}

void Http2Connection::SendBlockedRequests() {
  for (std::size_t left = blocked_.size(); left > 0; --left) {
    const std::uint32_t id = blocked_.front();
    blocked_.pop_front();
    const auto found = streams_.find(id);
    if (found == streams_.end()) continue;
    SendRequest(id, found->second);
    if (found->second.request_sent < request_.size()) blocked_.push_back(id);
  }
}

absl::Status Http2Connection::Flush() {
  while (HasMoreToSend()) {
    const ssize_t sent =
        send(fd(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
      return absl::OkStatus();
    }
    if (sent < 0) {
      return absl::UnavailableError(
          absl::StrCat("cannot send: ", std::strerror(errno)));
    }
    sent_ += static_cast<std::size_t>(sent);
  }
  out_.clear();
  sent_ = 0;
  return absl::OkStatus();
}

absl::Status Http2Connection::Receive(OnAnswer on_answer) {
  const std::size_t had = in_.size();
  in_.resize(had + kReadBytes);
  const ssize_t got = recv(fd(), in_.data() + had, kReadBytes, 0);
  const int error = errno;
  in_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got == 0) {
    return absl::UnavailableError("the server closed the connection");
  }
  if (got < 0 && error != EAGAIN && error != EINTR) {
    return absl::UnavailableError(
        absl::StrCat("cannot receive: ", std::strerror(error)));
  }
  absl::string_view bytes = in_;
  while (const std::optional<Http2Frame> frame = TakeFrame(bytes)) {
    absl::Status status = Handle(*frame, on_answer);
    if (!status.ok()) return status;
  }
  in_.erase(0, in_.size() - bytes.size());
  StartCalls();
  return absl::OkStatus();
}

absl::Status Http2Connection::Handle(const Http2Frame& frame,
                                     OnAnswer on_answer) {
  switch (frame.type) {
    case FrameType::kData:
      HandleData(frame, on_answer);
      break;
    case FrameType::kHeaders:
      if ((frame.flags & kEndStream) != 0) {
        EndCall(frame.stream, on_answer);
      }
      break;
    case FrameType::kResetStream:
      if (const auto found = streams_.find(frame.stream);
          found != streams_.end()) {
        found->second.data.clear();
        EndCall(frame.stream, on_answer);
      }
      break;
    case FrameType::kSettings:
      if ((frame.flags & kAck) == 0) {
        HandleSettings(frame.payload);
        AppendFrame(FrameType::kSettings, kAck, 0, "", out_);
      }
      break;
    case FrameType::kPing:
      if ((frame.flags & kAck) == 0) {
        AppendFrame(FrameType::kPing, kAck, 0, frame.payload, out_);
      }
      break;
    case FrameType::kGoAway:
      return absl::UnavailableError("the server is going away");
    case FrameType::kWindowUpdate:
      HandleWindowUpdate(frame);
      break;
  }
  return absl::OkStatus();
}

void Http2Connection::HandleSettings(absl::string_view settings) {
  for (; settings.size() >= 6; settings.remove_prefix(6)) {
    const std::uint32_t value = ReadNumber(settings.substr(2), 4);
    const auto setting = static_cast<Setting>(ReadNumber(settings, 2));
    if (setting == Setting::kMaxConcurrentStreams) {
      max_streams_ = value;
    } else if (setting == Setting::kInitialWindowSize) {
      for (auto& [id, stream] : streams_) {
        stream.window += std::int64_t{value} - initial_window_;
      }
      initial_window_ = value;
      SendBlockedRequests();
    }
  }
}

void Http2Connection::HandleWindowUpdate(const Http2Frame& frame) {
  if (frame.payload.size() != 4) return;
  const std::uint32_t bytes = ReadNumber(frame.payload, 4) & 0x7fff'ffff;
  if (frame.stream == 0) {
    window_ += bytes;
  } else if (const auto found = streams_.find(frame.stream);
             found != streams_.end()) {
    found->second.window += bytes;
  }
  SendBlockedRequests();
}

void Http2Connection::HandleData(const Http2Frame& frame, OnAnswer on_answer) {
  received_since_update_ += static_cast<std::int64_t>(frame.payload.size());
  if (received_since_update_ > kTopUp) {
    AppendWindowUpdate(static_cast<std::uint32_t>(received_since_update_),
                       out_);
    received_since_update_ = 0;
  }
  const auto found = streams_.find(frame.stream);
  if (found == streams_.end()) return;
  found->second.data.append(frame.payload.data(), frame.payload.size());
  if ((frame.flags & kEndStream) != 0) EndCall(frame.stream, on_answer);
}

void Http2Connection::EndCall(std::uint32_t id, OnAnswer on_answer) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  on_answer(found->second.due, found->second.data);
  streams_.erase(found);
}

}  // namespace bench
