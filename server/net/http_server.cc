#include "server/net/http_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// Of one connection, whatever it does.
constexpr std::chrono::seconds kMaxAge(5);

constexpr std::size_t kMaxConnections = 32;

// Of a request, which has no body.
constexpr ev_ssize_t kMaxHeaderBytes = 8 << 10;

// How long to leave connections waiting where the system cannot take them, such
// as for want of file descriptors.
constexpr timeval kPause = {0, 50'000};

timeval ToTimeval(std::chrono::steady_clock::duration time) {
  return absl::ToTimeval(absl::FromChrono(
      std::max(time, std::chrono::steady_clock::duration::zero())));
}

// The library would write to stderr.
void LogOfLibrary(int, const char* message) {
  static LogLimit limit(10, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, message, {{"source", "libevent"}});
}

void PauseAccepting(evconnlistener* listener, void*) {
  evconnlistener_disable(listener);
  const auto go_on = [](int, std::int16_t, void* paused) {
    evconnlistener_enable(static_cast<evconnlistener*>(paused));
  };
  event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, go_on,
                  listener, &kPause);
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Open(
    const ListenAddress& address) {
  absl::StatusOr<std::vector<Listener>> listeners =
      Listener::Open({address}, ListenerOptions());
  if (!listeners.ok()) return listeners.status();
  auto server = std::unique_ptr<HttpServer>(
      new HttpServer(*std::move(listeners), eventfd(0, EFD_CLOEXEC)));
  if (!server->Prepare()) {
    return absl::ResourceExhaustedError("cannot prepare an HTTP server");
  }
  return server;
}

bool HttpServer::Prepare() {
  event_set_log_callback(LogOfLibrary);
  base_ = event_base_new();
  if (base_ == nullptr || stop_fd_ < 0) return false;
  stop_ = event_new(
      base_, stop_fd_, EV_READ,
      [](int, std::int16_t, void* base) {
        event_base_loopbreak(static_cast<event_base*>(base));
      },
      base_);
  close_old_ = evtimer_new(
      base_,
      [](int, std::int16_t, void* self) {
        static_cast<HttpServer*>(self)->CloseOld();
      },
      this);
  http_ = evhttp_new(base_);
  if (stop_ == nullptr || close_old_ == nullptr || http_ == nullptr ||
      event_add(stop_, nullptr) != 0) {
    return false;
  }
  evhttp_set_allowed_methods(http_, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
  evhttp_set_max_headers_size(http_, kMaxHeaderBytes);
  evhttp_set_max_body_size(http_, 0);
  evhttp_set_bevcb(
      http_,
      [](event_base*, void* self) {
        return static_cast<HttpServer*>(self)->Accept();
      },
      this);
  evhttp_set_gencb(
      http_,
      [](evhttp_request* request, void* self) {
        static_cast<const HttpServer*>(self)->Answer(request);
      },
      this);
  for (const Listener& listener : listeners_) {
    evconnlistener* accepting = evconnlistener_new(
        base_, nullptr, nullptr, LEV_OPT_CLOSE_ON_EXEC, 0, listener.fd());
    if (accepting == nullptr ||
        evhttp_bind_listener(http_, accepting) == nullptr) {
      return false;
    }
    evconnlistener_set_error_cb(accepting, PauseAccepting);
  }
  return true;
}

HttpServer::~HttpServer() {
  eventfd_write(stop_fd_, 1);
  if (thread_.joinable()) thread_.join();
  while (!accepted_.empty()) Close(accepted_.begin());
  if (http_ != nullptr) evhttp_free(http_);
  if (close_old_ != nullptr) event_free(close_old_);
  if (stop_ != nullptr) event_free(stop_);
  if (base_ != nullptr) event_base_free(base_);
  close(stop_fd_);
}

std::string HttpServer::url() const {
  return absl::StrCat("http://", listeners_.front().name());
}

void HttpServer::Serve(HttpPages pages) {
  pages_ = std::move(pages);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "http");
    event_base_dispatch(base_);
  });
}

bufferevent* HttpServer::Accept() {
  if (accepted_.size() >= kMaxConnections) MakeRoom();
  bufferevent* connection =
      bufferevent_socket_new(base_, -1, BEV_OPT_CLOSE_ON_FREE);
  if (connection == nullptr) return nullptr;
  bufferevent_incref(connection);
  accepted_.push_back({connection, Clock::now()});
  if (accepted_.size() == 1) CloseOld();
  return connection;
}

void HttpServer::MakeRoom() {
  const auto has_unread = [](const Accepted& accepted) {
    char first = 0;
    return recv(bufferevent_getfd(accepted.connection), &first, 1,
                MSG_PEEK | MSG_DONTWAIT) == 1;
  };
  const auto silent =
      std::find_if_not(accepted_.begin(), accepted_.end(), has_unread);
  Close(silent != accepted_.end() ? silent : accepted_.begin());
}

void HttpServer::Close(std::deque<Accepted>::iterator accepted) {
  bufferevent* connection = accepted->connection;
  accepted_.erase(accepted);
  // Where it is still open, the library notices its end.
  shutdown(bufferevent_getfd(connection), SHUT_RDWR);
  bufferevent_decref(connection);
}

void HttpServer::CloseOld() {
  const Clock::time_point now = Clock::now();
  while (!accepted_.empty() && accepted_.front().at + kMaxAge <= now) {
    Close(accepted_.begin());
  }
  if (accepted_.empty()) return;
  const timeval wait = ToTimeval(accepted_.front().at + kMaxAge - now);
  event_add(close_old_, &wait);
}

void HttpServer::Answer(evhttp_request* request) const {
  const char* path =
      evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
  const auto found = pages_.find(path == nullptr ? "" : path);
  const HttpPage page = found == pages_.end()
                            ? HttpPage{404, "text/plain", "not found\n"}
                            : found->second();
  evkeyvalq* headers = evhttp_request_get_output_headers(request);
  evhttp_add_header(headers, "Content-Type", page.content_type.c_str());
  evhttp_add_header(headers, "Connection", "close");
  // The library says it of what follows, and of HEAD nothing does.
  evhttp_add_header(headers, "Content-Length",
                    absl::StrCat(page.body.size()).c_str());
  if (evhttp_request_get_command(request) != EVHTTP_REQ_HEAD) {
    evbuffer_add(evhttp_request_get_output_buffer(request), page.body.data(),
                 page.body.size());
  }
  evhttp_send_reply(request, page.status, nullptr, nullptr);
}

}  // namespace server
