// The table of docs/metrics.md has what the server exposes, no more and no
// less, each with its type and its labels.

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/certificates.h"
#include "base/read_file.h"
#include "gtest/gtest.h"
#include "server/decision_log/line_writer.h"
#include "server/metrics/metrics.h"
#include "server/net/connection_counts.h"
#include "server/net/listen_address.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"

namespace server {
namespace {

// "name | type | labels", in the order of their names.
using Lines = std::vector<std::string>;

Lines Documented() {
  const absl::StatusOr<std::string> page = base::ReadFile("docs/metrics.md");
  EXPECT_TRUE(page.ok()) << page.status();
  Lines lines;
  if (!page.ok()) return lines;
  // The page has no other table.
  for (absl::string_view line : absl::StrSplit(*page, '\n')) {
    if (!absl::ConsumePrefix(&line, "| `")) continue;
    std::vector<std::string> cells = absl::StrSplit(line, " | ");
    EXPECT_GT(cells.back().size(), 10U) << line << ": what does it mean?";
    cells.pop_back();
    lines.push_back(
        absl::StrReplaceAll(absl::StrJoin(cells, " | "), {{"`", ""}}));
  }
  return lines;
}

Lines Exposed(const Exposition& exposition) {
  Lines lines;
  for (const auto& [name, family] : exposition.families) {
    lines.push_back(absl::StrCat(name, " | ", family.type, " | ",
                                 absl::StrJoin(family.labels, ", ")));
  }
  return lines;
}

class DocumentedTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<PolicyStore>> policy = PolicyStore::Load("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    policy_ = *std::move(policy);
    sources_.policies = policy_.get();
    sources_.reloads["policy"] = [this] { return policy_->file().reloads(); };
    ListenAddress address;
    address.host = "127.0.0.1";
    address.port = "0";
    absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(address);
    ASSERT_TRUE(metrics.ok()) << metrics.status();
    metrics_ = *std::move(metrics);
  }

  Exposition ExposeAndScrape() {
    metrics_->Expose(sources_);
    absl::StatusOr<Exposition> scraped = Scrape(metrics_->url());
    EXPECT_TRUE(scraped.ok()) << scraped.status();
    return scraped.ok() ? *std::move(scraped) : Exposition();
  }

  std::unique_ptr<PolicyStore> policy_;
  ConnectionCounts connections_;
  MetricSources sources_;
  std::unique_ptr<Metrics> metrics_;
};

TEST_F(DocumentedTest, TheTableHasAllOfThem) {
  policy_->file().Watch();
  policy_->file().Reload();
  while (!policy_->file().reloads().last.has_value()) std::this_thread::yield();
  sources_.connections = &connections_;
  sources_.certificate_expiry = [] { return absl::UnixEpoch(); };
  sources_.client_authorities = [] {
    return std::vector<base::CertificateInfo>{{"CN=a", "1f", absl::Now()}};
  };
  sources_.tls_handshake_failures = [] { return 0; };
  sources_.decision_log = [] { return LineWriterStats(); };
  EXPECT_EQ(Exposed(ExposeAndScrape()), Documented());
}

TEST_F(DocumentedTest, SourcesSayWhatTheyHave) {
  sources_.max_in_flight = 5;
  sources_.max_memory = 6;
  sources_.reloads["certificate"] = [] {
    const absl::Time at = absl::FromUnixSeconds(1'700'000'000);
    return Reloads{2, 3, at, Reload{at, ""}};
  };
  sources_.reloads["callers"] = [] {
    return Reloads{4, 1, absl::FromUnixSeconds(1'700'000'001),
                   Reload{absl::FromUnixSeconds(1'700'000'002), "bad"}};
  };
  sources_.certificate_expiry = [] {
    return absl::FromUnixSeconds(1'800'000'000);
  };
  sources_.client_authorities = [] {
    const absl::Time expiry = absl::FromUnixSeconds(1'800'000'001);
    return std::vector<base::CertificateInfo>{{"CN=a", "1f", expiry},
                                              {"CN=a", "2f", expiry}};
  };
  sources_.tls_handshake_failures = [] { return 7; };
  sources_.decision_log = [] { return LineWriterStats{1, 2, 3, 4, 5, 6}; };
  const Exposition scraped = ExposeAndScrape();
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"authz_rpcs_in_flight_limit", "5"},
      {"authz_memory_limit_bytes", "6"},
      {R"(authz_reloads_total{file="certificate",result="success"})", "2"},
      {R"(authz_reloads_total{file="certificate",result="failure"})", "3"},
      {R"(authz_reloads_total{file="callers",result="success"})", "4"},
      {R"(authz_reloads_total{file="policy",result="success"})", "0"},
      {R"(authz_last_reload_successful{file="certificate"})", "1"},
      {R"(authz_last_reload_success_timestamp_seconds{file="certificate"})",
       "1700000000"},
      {R"(authz_last_reload_successful{file="callers"})", "0"},
      {R"(authz_last_reload_success_timestamp_seconds{file="callers"})",
       "1700000001"},
      {R"(authz_last_reload_successful{file="policy"})", "1"},
      {"authz_tls_certificate_expiry_timestamp_seconds", "1800000000"},
      {"authz_tls_client_authority_expiry_timestamp_seconds"
       R"({fingerprint="1f",subject="CN=a"})",
       "1800000001"},
      {"authz_tls_client_authority_expiry_timestamp_seconds"
       R"({fingerprint="2f",subject="CN=a"})",
       "1800000001"},
      {"authz_tls_handshake_failures_total", "7"},
      {"authz_decision_log_written_total", "1"},
      {"authz_decision_log_written_bytes_total", "2"},
      {"authz_decision_log_dropped_total", "3"},
      {"authz_decision_log_write_failures_total", "4"},
      {"authz_decision_log_queue_bytes", "5"},
      {"authz_decision_log_queue_limit_bytes", "6"},
  };
  for (const auto& [sample, value] : expected) {
    EXPECT_EQ(scraped.Value(sample), value) << sample;
  }
}

TEST_F(DocumentedTest, AbsentSourcesHaveNoMetrics) {
  const Exposition scraped = ExposeAndScrape();
  for (const auto& family : scraped.families) {
    EXPECT_FALSE(absl::StrContains(family.first, "decision_log"))
        << family.first;
    EXPECT_FALSE(absl::StrContains(family.first, "tls")) << family.first;
  }
}

}  // namespace
}  // namespace server
