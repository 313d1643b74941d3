#include "tests/server/support/http2_session.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace server {
namespace {

// What the server may send before it is acknowledged: never a reason to wait.
constexpr std::int32_t kWindow = 1 << 30;

nghttp2_nv Field(absl::string_view name, absl::string_view value) {
  const auto bytes = [](absl::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NONE};
}

std::vector<nghttp2_nv> CallFields(absl::string_view path,
                                   absl::string_view timeout) {
  std::vector<nghttp2_nv> fields = {
      Field(":method", "POST"), Field(":scheme", "http"),
      Field(":path", path),     Field(":authority", "localhost"),
      Field("te", "trailers"),  Field("content-type", "application/grpc"),
  };
  if (!timeout.empty()) fields.push_back(Field("grpc-timeout", timeout));
  return fields;
}

absl::Status SystemError(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, std::strerror(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Http2Session>> Http2Session::Connect(
    const std::string& address, Events events) {
  absl::StatusOr<Socket> socket = ConnectTo(address);
  if (!socket.ok()) {
    return absl::UnavailableError(absl::StrCat(
        "cannot connect to ", address, ": ", socket.status().message()));
  }
  const int on = 1;
  // Fails on a Unix socket, which does not need it.
  setsockopt(socket->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  fcntl(socket->fd(), F_SETFL, fcntl(socket->fd(), F_GETFL) | O_NONBLOCK);
  return absl::WrapUnique(
      new Http2Session(*std::move(socket), std::move(events)));
}

Http2Session::Http2Session(Socket socket, Events events)
    : socket_(std::move(socket)), events_(std::move(events)) {
  nghttp2_session_callbacks* callbacks = Callbacks();
  nghttp2_session_client_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry window = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                                         kWindow};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &window, 1);
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0,
                                        kWindow);
}

Http2Session::~Http2Session() { nghttp2_session_del(session_); }

nghttp2_session_callbacks* Http2Session::Callbacks() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        const Events& events = static_cast<Http2Session*>(self)->events_;
        if (events.on_frame) events.on_frame(*frame);
        return 0;
      });
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks,
      [](nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name,
         std::size_t name_size, const std::uint8_t* value,
         std::size_t value_size, std::uint8_t, void* self) {
        const Events& events = static_cast<Http2Session*>(self)->events_;
        if (events.on_field) {
          events.on_field({reinterpret_cast<const char*>(name), name_size},
                          {reinterpret_cast<const char*>(value), value_size});
        }
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks, [](nghttp2_session*, std::uint8_t, std::int32_t stream,
                    const std::uint8_t* data, std::size_t size, void* self) {
        const Events& events = static_cast<Http2Session*>(self)->events_;
        if (events.on_data) {
          events.on_data(stream, {reinterpret_cast<const char*>(data), size});
        }
        return 0;
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      callbacks,
      [](nghttp2_session*, std::int32_t stream, std::uint32_t, void* self) {
        Http2Session& session = *static_cast<Http2Session*>(self);
        session.requests_.erase(stream);
        if (session.events_.on_close) session.events_.on_close(stream);
        return 0;
      });
  return callbacks;
}

std::int32_t Http2Session::Call(absl::string_view path, Body body,
                                absl::string_view timeout) {
  auto request = std::make_unique<Request>(Request{body});
  nghttp2_data_provider provider = {};
  provider.source.ptr = request.get();
  provider.read_callback = ReadRequest;
  const std::vector<nghttp2_nv> fields = CallFields(path, timeout);
  const std::int32_t stream =
      nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(),
                             &provider, /*stream_user_data=*/nullptr);
  requests_[stream] = std::move(request);
  return stream;
}

ssize_t Http2Session::ReadRequest(nghttp2_session*, std::int32_t,
                                  std::uint8_t* to, std::size_t size,
                                  std::uint32_t* flags,
                                  nghttp2_data_source* source, void*) {
  auto& [body, sent] = *static_cast<Request*>(source->ptr);
  const auto count =
      std::min(static_cast<std::int64_t>(size), body.size - sent);
  const absl::string_view bytes = body.bytes.substr(
      std::min(static_cast<std::size_t>(sent), body.bytes.size()),
      static_cast<std::size_t>(count));
  std::fill(std::copy(bytes.begin(), bytes.end(), to), to + count, 0);
  sent += count;
  if (sent == body.size) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!body.ends) *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
  }
  return count;
}

void Http2Session::Ping() {
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
}

std::int64_t Http2Session::BytesSent(std::int32_t stream) const {
  const auto found = requests_.find(stream);
  return found == requests_.end() ? 0 : found->second->sent;
}

absl::Status Http2Session::SendRaw(absl::string_view bytes) {
  absl::Status flushed = Flush();
  if (!flushed.ok()) return flushed;
  out_.append(bytes.data(), bytes.size());
  return Flush();
}

absl::Status Http2Session::Flush() {
  constexpr std::size_t kEnough = std::size_t{64} * 1024;
  while (true) {
    const std::uint8_t* bytes = nullptr;
    ssize_t size = 1;
    while (out_.size() - sent_ < kEnough &&
           (size = nghttp2_session_mem_send(session_, &bytes)) > 0) {
      out_.append(reinterpret_cast<const char*>(bytes),
                  static_cast<std::size_t>(size));
    }
    if (size < 0) {
      return absl::InternalError(nghttp2_strerror(static_cast<int>(size)));
    }
    if (!HasMoreToSend()) return absl::OkStatus();
    const ssize_t sent =
        send(fd(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
      return absl::OkStatus();
    }
    if (sent < 0) return SystemError("cannot send: ");
    sent_ += static_cast<std::size_t>(sent);
    if (!HasMoreToSend()) {
      out_.clear();
      sent_ = 0;
    }
  }
}

absl::Status Http2Session::Receive() {
  std::array<std::uint8_t, std::size_t{16} * 1024> buffer;
  const ssize_t size = recv(fd(), buffer.data(), buffer.size(), 0);
  if (size == 0) {
    return absl::OutOfRangeError("the server closed the connection");
  }
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return absl::OkStatus();
  if (size < 0 && errno == ECONNRESET) {
    return absl::OutOfRangeError("the server reset the connection");
  }
  if (size < 0) return SystemError("cannot receive: ");
  const ssize_t read = nghttp2_session_mem_recv(session_, buffer.data(),
                                                static_cast<std::size_t>(size));
  if (read < 0) {
    return absl::InternalError(nghttp2_strerror(static_cast<int>(read)));
  }
  return absl::OkStatus();
}

std::string RawHeaders(std::int32_t stream, absl::string_view path) {
  std::vector<nghttp2_nv> fields = CallFields(path, "");
  for (nghttp2_nv& field : fields) field.flags = NGHTTP2_NV_FLAG_NO_INDEX;
  nghttp2_hd_deflater* deflater = nullptr;
  nghttp2_hd_deflate_new(&deflater, NGHTTP2_DEFAULT_HEADER_TABLE_SIZE);
  std::array<std::uint8_t, 1024> block;
  const ssize_t size = nghttp2_hd_deflate_hd(
      deflater, block.data(), block.size(), fields.data(), fields.size());
  nghttp2_hd_deflate_del(deflater);
  const auto byte = [](std::int64_t value) {
    return std::string(1, static_cast<char>(value & 0xff));
  };
  return absl::StrCat(
      byte(0), byte(size >> 8), byte(size), byte(NGHTTP2_HEADERS),
      byte(NGHTTP2_FLAG_END_HEADERS), byte(stream >> 24), byte(stream >> 16),
      byte(stream >> 8), byte(stream),
      absl::string_view(reinterpret_cast<const char*>(block.data()),
                        static_cast<std::size_t>(size)));
}

}  // namespace server
