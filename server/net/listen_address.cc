#include "server/net/listen_address.h"

#include <sys/un.h>

#include <algorithm>
#include <cstdint>
#include <optional>

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
  // To clients of Go it is an abstract socket, which has no mode and no group
  // to say who may connect; to gRPC it is a file of that name.
  if (path.front() == '@') {
    return absl::InvalidArgumentError(absl::StrCat(
        "`unix:", path,
        "` would be an abstract socket, to which anybody can connect, write "
        "`unix:/path/to/authz.sock`"));
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

// Digits alone: SimpleAtoi takes a sign and spaces too.
std::optional<std::uint32_t> ParsePort(absl::string_view text) {
  std::uint32_t port = 0;
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &port) || port > 65535) {
    return std::nullopt;
  }
  return port;
}

// "HOST" or "[IPV6]" without its brackets; "" where it is neither.
absl::string_view ParseHost(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "[")) {
    return absl::ConsumeSuffix(&text, "]") ? text : "";
  }
  return text.find_first_of("[]:") == absl::string_view::npos ? text : "";
}

absl::StatusOr<ListenAddress> ParseTcp(absl::string_view text) {
  const std::size_t colon = text.rfind(':');
  const absl::string_view host =
      colon == absl::string_view::npos ? "" : ParseHost(text.substr(0, colon));
  const std::optional<std::uint32_t> port =
      host.empty() ? std::nullopt : ParsePort(text.substr(colon + 1));
  if (!port.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("bad address `", text,
                     "`, write `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`"));
  }
  ListenAddress address;
  address.host = std::string(host);
  address.port = absl::StrCat(*port);
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
    // A port that the system chooses is another one each time.
    const bool is_there =
        address->port != "0" &&
        std::any_of(addresses.begin(), addresses.end(),
                    [text = ToString(*address)](const ListenAddress& other) {
                      return ToString(other) == text;
                    });
    if (!is_there) addresses.push_back(*std::move(address));
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
