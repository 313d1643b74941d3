#include "server/metrics/metrics.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "server/metrics/scrape.h"

namespace server {
namespace {

absl::Status CannotListen(const ListenAddress& address,
                          absl::string_view error) {
  return absl::UnavailableError(absl::StrCat(
      "cannot listen on ", ToString(address), " for metrics: ", error));
}

// The exposer does not say why it cannot have an address. So this tries first,
// and returns the address in digits.
absl::StatusOr<std::string> TryAddress(const ListenAddress& address) {
  addrinfo hints = {};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) return CannotListen(address, gai_strerror(error));
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };

  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const absl::Cleanup close_fd = [fd] { close(fd); };
  const int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1) != 0) {
    return CannotListen(address, std::strerror(errno));
  }
  const auto& ipv4 = *reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  std::array<char, INET_ADDRSTRLEN> digits;
  return inet_ntop(AF_INET, &ipv4.sin_addr, digits.data(), digits.size());
}

class Collector final : public prometheus::Collectable {
 public:
  Collector(const CallMetrics& calls, MetricSources sources)
      : calls_(calls), sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    ThreadCounters total;
    calls_.AddTo(total);
    const PolicyStore::Policy policy = sources_.policies->Current();
    Scrape scrape;
    CollectRpcs(total, sources_.max_in_flight, scrape);
    CollectDecisions(total, *policy, scrape);
    CollectSources(sources_, scrape);
    CollectProcess(start_, scrape);
    return scrape.Take();
  }

 private:
  const absl::Time start_ = absl::Now();
  const CallMetrics& calls_;
  const MetricSources sources_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Start(
    const ListenAddress& address) {
  const absl::StatusOr<std::string> host = TryAddress(address);
  if (!host.ok()) return host.status();
  std::unique_ptr<prometheus::Exposer> exposer;
  try {
    // Two scrapes at once. Others wait, and none longer than the timeout for
    // one that does not come to its end.
    exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", absl::StrCat(*host, ":", address.port),
        "num_threads", "2", "request_timeout_ms", "2000", "connection_queue",
        "8"});
  } catch (const std::exception& error) {
    return CannotListen(address, error.what());
  }
  const std::string url = absl::StrCat(
      "http://", *host, ":", exposer->GetListeningPorts().front(), "/metrics");
  return absl::WrapUnique(new Metrics(std::move(exposer), url));
}

Metrics::Metrics(std::unique_ptr<prometheus::Exposer> exposer, std::string url)
    : url_(std::move(url)), exposer_(std::move(exposer)) {}

void Metrics::Expose(const MetricSources& sources) {
  collector_ = std::make_shared<Collector>(calls_, sources);
  exposer_->RegisterCollectable(collector_);
}

}  // namespace server
