// The users that connect over Unix sockets.
//
// gRPC does not tell a call on which connection it came, so the user of a call
// is known where all connections are of one, and else is one of those that
// have connected.

#ifndef SERVER_NET_UNIX_USERS_H_
#define SERVER_NET_UNIX_USERS_H_

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {

class UnixUsers {
 public:
  // Past so many they are not told apart.
  static constexpr std::size_t kMostNamed = 8;
  // Past so many none is told of any more.
  static constexpr std::size_t kMostRemembered = 1'000;

  UnixUsers() = default;
  UnixUsers(const UnixUsers&) = delete;
  UnixUsers& operator=(const UnixUsers&) = delete;

  // Notes whose connection was accepted, before a call can come on it, and
  // tells of a new user in the operation log. Nothing: the system did not say.
  // To be called by one thread.
  void Add(std::optional<uid_t> user);

  // All since the start: "uid=1000", "uid=0|1000" in ascending order, or
  // "uid=many"; "" before the first. Never fewer: a call may be told of after
  // its connection has been closed. By any thread, without a lock; valid as
  // long as this.
  absl::string_view Text() const {
    const std::string* text = text_.load(std::memory_order_acquire);
    return text == nullptr ? absl::string_view() : *text;
  }

 private:
  std::string Name() const;

  std::set<std::optional<uid_t>> users_;
  LogLimit limit_ = LogLimit(10, absl::Seconds(10));
  // All that there were, since others may still read them: few, by kMostNamed.
  std::vector<std::unique_ptr<const std::string>> texts_;
  std::atomic<const std::string*> text_ = nullptr;
};

}  // namespace server

#endif  // SERVER_NET_UNIX_USERS_H_
