#include "server/metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/metrics/scrape.h"

namespace server {

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Start(
    const ListenAddress& address) {
  absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Open(address);
  if (!http.ok()) {
    return absl::Status(
        http.status().code(),
        absl::StrCat("flag `--metrics_listen`: ", http.status().message()));
  }
  return absl::WrapUnique(new Metrics(*std::move(http)));
}

void Metrics::Expose(const MetricSources& sources) {
  const auto metrics = [this, sources, start = absl::Now()] {
    ThreadCounters total;
    calls_.AddTo(total);
    const PolicyStore::Policy policy = sources.policies->Current();
    Scrape scrape;
    CollectRpcs(total, sources.max_in_flight, scrape);
    CollectDecisions(total, *policy, scrape);
    CollectSources(sources, scrape);
    CollectProcess(start, sources.libraries, scrape);
    return HttpPage{200, "text/plain; version=0.0.4; charset=utf-8",
                    prometheus::TextSerializer().Serialize(scrape.Take())};
  };
  const auto live = [answers = sources.answers] {
    return answers() ? HttpPage{200, "text/plain", "ok\n"}
                     : HttpPage{503, "text/plain", "not answering\n"};
  };
  const auto ready = [live, is_serving = sources.is_serving] {
    return is_serving() ? live() : HttpPage{503, "text/plain", "not serving\n"};
  };
  http_->Serve({{kPath, metrics}, {"/livez", live}, {"/readyz", ready}});
}

}  // namespace server
