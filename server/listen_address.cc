#include "server/listen_address.h"

#include <sys/un.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace server {
namespace {

absl::StatusOr<ListenAddress> ParseUnix(absl::string_view path) {
  if (path.empty()) {
    return absl::InvalidArgumentError(
        "`unix:` has no path, write `unix:/path/to/authz.sock`");
  }
  // The path and its terminating zero have to fit.
  constexpr std::size_t kMaxPath = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > kMaxPath) {
    return absl::InvalidArgumentError(
        absl::StrCat("path of a Unix socket is longer than ", kMaxPath,
                     " bytes: `", path, "`"));
  }
  ListenAddress address;
  address.unix_path = std::string(path);
  return address;
}

absl::StatusOr<ListenAddress> ParseTcp(absl::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::uint32_t port = 0;
  absl::string_view host = text.substr(0, colon);
  const bool bracketed =
      absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  if (colon == absl::string_view::npos || host.empty() ||
      (!bracketed && host.find(':') != absl::string_view::npos) ||
      !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("bad address `", text,
                     "`, write `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`"));
  }
  ListenAddress address;
  address.host = std::string(host);
  address.port = absl::StrCat(port);
  return address;
}

}  // namespace

absl::StatusOr<std::vector<ListenAddress>> ParseListenAddresses(
    absl::string_view text) {
  std::vector<ListenAddress> addresses;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    part = absl::StripAsciiWhitespace(part);
    absl::StatusOr<ListenAddress> address =
        absl::ConsumePrefix(&part, "unix:") ? ParseUnix(part) : ParseTcp(part);
    if (!address.ok()) return address.status();
    addresses.push_back(*std::move(address));
  }
  return addresses;
}

std::string ToString(const ListenAddress& address) {
  if (address.is_unix()) return absl::StrCat("unix:", address.unix_path);
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return is_ipv6 ? absl::StrCat("[", address.host, "]:", address.port)
                 : absl::StrCat(address.host, ":", address.port);
}

}  // namespace server
