// Fetches metrics as Prometheus does.

#ifndef TESTS_SERVER_METRICS_SCRAPE_H_
#define TESTS_SERVER_METRICS_SCRAPE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tests/server/metrics/exposition.h"

namespace server {

// The whole response to a GET over HTTP, headers included. `url` is
// "http://HOST:PORT/PATH".
absl::StatusOr<std::string> HttpGet(const std::string& url);

// What there is to scrape.
absl::StatusOr<Exposition> Scrape(const std::string& url);

// Scrapes until a sample has a value, and returns that scrape.
absl::StatusOr<Exposition> ScrapeUntil(const std::string& url,
                                       const std::string& sample,
                                       const std::string& value);

}  // namespace server

#endif  // TESTS_SERVER_METRICS_SCRAPE_H_
