// Opens listeners in tests as --listen writes their addresses.

#ifndef TESTS_SERVER_NET_OPEN_LISTENER_H_
#define TESTS_SERVER_NET_OPEN_LISTENER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/net/listener.h"

namespace server {

ListenerOptions WithMode(mode_t mode);

absl::StatusOr<std::vector<Listener>> OpenAll(
    const std::string& addresses,
    const ListenerOptions& options = WithMode(0660));

// The listener of an address that has just one.
absl::StatusOr<Listener> OpenOne(
    const std::string& address,
    const ListenerOptions& options = WithMode(0660));

// Expects that the error is UNAVAILABLE and says exactly this.
void ExpectCannotListen(const absl::Status& status, const std::string& address,
                        const std::string& why);

}  // namespace server

#endif  // TESTS_SERVER_NET_OPEN_LISTENER_H_
