#include "tests/server/net/open_listener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/net/listen_address.h"

namespace server {

ListenerOptions WithMode(mode_t mode) {
  ListenerOptions options;
  options.unix_mode = mode;
  return options;
}

absl::StatusOr<std::vector<Listener>> OpenAll(const std::string& addresses,
                                              const ListenerOptions& options) {
  const absl::StatusOr<std::vector<ListenAddress>> parsed =
      ParseListenAddresses(addresses);
  if (!parsed.ok()) return parsed.status();
  return Listener::Open(*parsed, options);
}

absl::StatusOr<Listener> OpenOne(const std::string& address,
                                 const ListenerOptions& options) {
  absl::StatusOr<std::vector<Listener>> listeners = OpenAll(address, options);
  if (!listeners.ok()) return listeners.status();
  EXPECT_EQ(listeners->size(), 1U);
  return std::move(listeners->front());
}

void ExpectCannotListen(const absl::Status& status, const std::string& address,
                        const std::string& why) {
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(status.message()),
            absl::StrCat("cannot listen on ", address, ": ", why));
}

}  // namespace server
