#include "client/cc/address.h"

#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace client {
namespace {

// Its last byte is a zero.
constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

bool IsHost(absl::string_view host) {
  if (host.empty()) return false;
  if (host.front() == '[') return host.size() > 2 && host.back() == ']';
  return host.find_first_of(":/[] ") == absl::string_view::npos;
}

bool IsPort(absl::string_view port) {
  int number = 0;
  return !port.empty() &&
         port.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(port, &number) && number >= 1 && number <= 65535;
}

}  // namespace

absl::StatusOr<std::string> GrpcTarget(absl::string_view address) {
  if (absl::StartsWith(address, "unix:") && address != "unix:") {
    if (address.size() - std::strlen("unix:") > kMaxSocketPath) {
      return absl::InvalidArgumentError(
          absl::StrCat("the path of `", address, "` is longer than the ",
                       kMaxSocketPath, " bytes that a Unix socket's can have"));
    }
    if (absl::StartsWith(address, "unix:@")) {
      return absl::InvalidArgumentError(
          absl::StrCat("`", address,
                       "` would be an abstract socket, which no server "
                       "listens on, give the path of its file"));
    }
    return std::string(address);
  }
  const std::size_t colon = address.rfind(':');
  if (colon != absl::string_view::npos && IsHost(address.substr(0, colon)) &&
      IsPort(address.substr(colon + 1))) {
    // With its scheme, no host can be taken for one.
    return absl::StrCat("dns:///", address);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "`", address, "` is not an address, give `HOST:PORT` or `unix:PATH`"));
}

}  // namespace client
