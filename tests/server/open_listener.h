// Opens listeners in tests as --listen writes their addresses.

#ifndef TESTS_SERVER_OPEN_LISTENER_H_
#define TESTS_SERVER_OPEN_LISTENER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/listener.h"

namespace server {

inline constexpr mode_t kSomeMode = 0660;

absl::StatusOr<std::vector<Listener>> OpenAll(const std::string& address,
                                              mode_t mode = kSomeMode);

// The listener of an address that has just one.
absl::StatusOr<Listener> OpenOne(const std::string& address,
                                 mode_t mode = kSomeMode);

// Expects that the error is UNAVAILABLE and says exactly this.
void ExpectCannotListen(const absl::Status& status, const std::string& address,
                        const std::string& why);

}  // namespace server

#endif  // TESTS_SERVER_OPEN_LISTENER_H_
