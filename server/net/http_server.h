// A plain HTTP server of a few pages, for those who scrape and probe.
//
// Whoever can connect is served, and nobody can keep others out by being slow:
// a peer has one request of a few kilobytes and seconds, on one of a few
// connections, of which the oldest without an unread request gives way
// to a new one.

#ifndef SERVER_NET_HTTP_SERVER_H_
#define SERVER_NET_HTTP_SERVER_H_

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "server/net/listen_address.h"
#include "server/net/listener.h"

struct bufferevent;
struct event;
struct event_base;
struct evhttp;
struct evhttp_request;

namespace server {

// What GET is answered with, and HEAD without the body.
struct HttpPage {
  // 200 and the like.
  int status = 200;
  std::string content_type;
  std::string body;
};

// By path, such as "/metrics"; all are called by one thread. Other paths are
// answered with 404.
using HttpPages = std::map<std::string, std::function<HttpPage()>>;

class HttpServer {
 public:
  // Listens; those who connect wait until Serve(). The error is one line.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Open(
      const ListenAddress& address);

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  // Where it listens, as the start of a URL: "http://127.0.0.1:9464".
  std::string url() const;

  // Serves in a thread of its own from now on, until this ends. To be called
  // once at most.
  void Serve(HttpPages pages);

 private:
  using Clock = std::chrono::steady_clock;

  // A connection, which may have ended. It is kept, and with it its descriptor,
  // until it is old.
  struct Accepted {
    bufferevent* connection;
    Clock::time_point at;
  };

  HttpServer(std::vector<Listener> listeners, int stop_fd)
      : listeners_(std::move(listeners)), stop_fd_(stop_fd) {}

  bool Prepare();
  bufferevent* Accept();
  // Closes the oldest connection whose peer has sent nothing that is still
  // unread; where there is none, the oldest.
  void MakeRoom();
  void Close(std::deque<Accepted>::iterator accepted);
  // Closes all that have had their time, and comes back for the next.
  void CloseOld();
  void Answer(evhttp_request* request) const;

  const std::vector<Listener> listeners_;
  // An eventfd that becomes readable when it is time to end.
  const int stop_fd_;
  HttpPages pages_;
  std::deque<Accepted> accepted_;
  event_base* base_ = nullptr;
  event* stop_ = nullptr;
  event* close_old_ = nullptr;
  evhttp* http_ = nullptr;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_NET_HTTP_SERVER_H_
