#include "tests/server/metrics/scrape.h"

#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/server/support/sockets.h"

namespace server {

absl::StatusOr<std::string> HttpGet(const std::string& url) {
  absl::string_view rest = url;
  if (!absl::ConsumePrefix(&rest, "http://")) {
    return absl::InvalidArgumentError(absl::StrCat("bad URL `", url, "`"));
  }
  const std::string host(rest.substr(0, rest.find('/')));
  const absl::StatusOr<Socket> socket = ConnectTo(host);
  if (!socket.ok()) return socket.status();
  const std::string request = absl::StrCat("GET ", rest.substr(host.size()),
                                           " HTTP/1.1\r\nHost: ", host,
                                           "\r\nConnection: close\r\n\r\n");
  if (send(socket->fd(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return absl::UnavailableError(std::strerror(errno));
  }
  std::string response;
  std::array<char, 4096> buffer = {};
  ssize_t size = 0;
  while ((size = recv(socket->fd(), buffer.data(), buffer.size(), 0)) > 0) {
    response.append(buffer.data(), static_cast<std::size_t>(size));
  }
  if (size < 0) return absl::UnavailableError(std::strerror(errno));
  return response;
}

absl::StatusOr<Exposition> Scrape(const std::string& url) {
  const absl::StatusOr<std::string> response = HttpGet(url);
  if (!response.ok()) return response.status();
  const std::size_t headers_end = response->find("\r\n\r\n");
  if (headers_end == std::string::npos ||
      !absl::StartsWith(*response, "HTTP/1.1 200 OK\r\n") ||
      !absl::StrContains(response->substr(0, headers_end),
                         "Content-Type: text/plain")) {
    return absl::InternalError(*response);
  }
  return ParseExposition(response->substr(headers_end + 4));
}

absl::StatusOr<Exposition> ScrapeUntil(const std::string& url,
                                       const std::string& sample,
                                       const std::string& value) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (true) {
    absl::StatusOr<Exposition> scraped = Scrape(url);
    if (!scraped.ok() || scraped->Value(sample) == value) return scraped;
    if (absl::Now() > end) {
      return absl::DeadlineExceededError(absl::StrCat(
          sample, " is ", scraped->Value(sample), " and not ", value));
    }
  }
}

}  // namespace server
