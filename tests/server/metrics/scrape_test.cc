// What the real server exposes after calls that are known.

#include "tests/server/metrics/scrape.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/policies/embedded_policy.h"
#include "base/libraries.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::TextFormat;
using testing_support::TempFolder;

using Samples = std::vector<std::pair<std::string, std::string>>;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// "{grpc_type="unary",...}", with `more` labels.
std::string Rpc(const std::string& method, const std::string& more = "") {
  const std::string service = method == "Health" ? "grpc.health.v1.Health"
                                                 : "conversations.authz.v1."
                                                   "AuthorizationService";
  return absl::StrCat("{grpc_type=\"unary\",grpc_service=\"", service,
                      "\",grpc_method=\"",
                      method == "Health" ? "Check" : method, "\"", more, "}");
}

std::string Handled(const std::string& method, const std::string& code) {
  return absl::StrCat("grpc_server_handled_total",
                      Rpc(method, absl::StrCat(",grpc_code=\"", code, "\"")));
}

std::string Decisions(const std::string& action, const std::string& reason) {
  return absl::StrCat("authz_decisions_total{action=\"", action, "\",result=\"",
                      reason == "ALLOWED" ? "allowed" : "denied",
                      "\",reason=\"", reason, "\"}");
}

class ScrapeTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> flags = {}) {
    absl::StatusOr<ServerWithMetrics> server = ServeMetrics(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_.process->address());
    stub_ = v1::AuthorizationService::NewStub(channel_);
  }

  void TearDown() override {
    if (server_.process == nullptr) return;
    EXPECT_TRUE(server_.process->Stop().ok());
  }

  Exposition ScrapeNow() {
    absl::StatusOr<Exposition> scraped = Scrape(server_.url);
    EXPECT_TRUE(scraped.ok()) << scraped.status();
    return scraped.ok() ? *std::move(scraped) : Exposition();
  }

  void ExpectSamples(const Samples& expected) {
    const Exposition scraped = ScrapeNow();
    for (const auto& [sample, value] : expected) {
      EXPECT_EQ(scraped.Value(sample), value) << sample;
    }
  }

  // The status code.
  int Check(const std::string& request) {
    v1::CheckResponse response;
    return Call([&](grpc::ClientContext* context) {
             return stub_->Check(context, Parse<v1::CheckRequest>(request),
                                 &response);
           })
        .error_code();
  }

  int BatchCheck(const v1::BatchCheckRequest& batch) {
    v1::BatchCheckResponse response;
    return Call([&](grpc::ClientContext* context) {
             return stub_->BatchCheck(context, batch, &response);
           })
        .error_code();
  }

  ServerWithMetrics server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::AuthorizationService::Stub> stub_;
};

// All that can be known before the first call is there, as 0.
TEST_F(ScrapeTest, BeforeAnyCall) {
  Start({"--max_in_flight=77", "--max_memory=100MiB"});
  ExpectSamples({
      {"grpc_server_started_total" + Rpc("Check"), "0"},
      {Handled("Check", "OK"), "0"},
      {Handled("BatchCheck", "ResourceExhausted"), "0"},
      {Handled("Health", "Unauthenticated"), "0"},
      {"grpc_server_handling_seconds_count" + Rpc("GetServerInfo"), "0"},
      {Decisions("EDIT_MESSAGE", "ALLOWED"), "0"},
      {Decisions("EDIT_MESSAGE", "MISSING_FACTS"), "0"},
      {Decisions("EDIT_MESSAGE", "NOT_MESSAGE_AUTHOR"), "0"},
      // Which no decision about it can have.
      {Decisions("EDIT_MESSAGE", "NOT_OWN_VIEW"), "none"},
      {"authz_missing_facts_total{path=\"targets[].internal_employee\"}", "0"},
      {"authz_malformed_checks_total", "0"},
      {"authz_batch_checks_count", "0"},
      {"authz_rpcs_in_flight_limit", "77"},
      {"authz_memory_limit_bytes", "104857600"},
      {"authz_reloads_total{file=\"policy\",result=\"success\"}", "0"},
      {"authz_reloads_total{file=\"policy\",result=\"failure\"}", "0"},
      {"authz_last_reload_successful{file=\"policy\"}", "1"},
  });
}

TEST_F(ScrapeTest, Checks) {
  Start();
  const std::string missing = "actor { id: 'a' } action: ACTION_CONFIGURE_TOOL";
  EXPECT_EQ(Check(missing), grpc::OK);
  EXPECT_EQ(Check(missing), grpc::OK);
  EXPECT_EQ(Check("actor { id: 'a' company_admin: true } "
                  "action: ACTION_CONFIGURE_TOOL"),
            grpc::OK);
  EXPECT_EQ(Check("actor { id: 'a' company_admin: false permission_level: "
                  "PERMISSION_LEVEL_STANDARD } action: ACTION_CONFIGURE_TOOL"),
            grpc::OK);
  EXPECT_EQ(Check("action: ACTION_CONFIGURE_TOOL"), grpc::INVALID_ARGUMENT);
  const grpc::ByteBuffer garbage = ToBuffer("\xff\xff\xff");
  EXPECT_EQ(CallRaw(channel_, kCheckMethod, garbage).error_code(),
            grpc::INVALID_ARGUMENT);
  ExpectSamples({
      {"grpc_server_started_total" + Rpc("Check"), "6"},
      {Handled("Check", "OK"), "4"},
      {Handled("Check", "InvalidArgument"), "2"},
      {Handled("Check", "Internal"), "0"},
      {Handled("BatchCheck", "OK"), "0"},
      {"grpc_server_handling_seconds_count" + Rpc("Check"), "6"},
      {"grpc_server_request_size_bytes_count" + Rpc("Check"), "6"},
      {"grpc_server_request_size_bytes_sum" + Rpc("Check"), "39"},
      {"grpc_server_response_size_bytes_count" + Rpc("Check"), "4"},
      {Decisions("CONFIGURE_TOOL", "MISSING_FACTS"), "2"},
      {Decisions("CONFIGURE_TOOL", "ALLOWED"), "1"},
      {Decisions("CONFIGURE_TOOL", "COMPANY_ADMIN_REQUIRED"), "1"},
      {Decisions("VIEW_MESSAGES", "ALLOWED"), "0"},
      {"authz_missing_facts_total{path=\"actor.company_admin\"}", "2"},
      {"authz_missing_facts_total{path=\"export_range\"}", "0"},
      // Bytes that are no request have no check in them.
      {"authz_malformed_checks_total", "1"},
      {"authz_batch_checks_count", "0"},
  });
}

TEST_F(ScrapeTest, Batches) {
  Start();
  v1::BatchCheckRequest batch = Parse<v1::BatchCheckRequest>(
      "shared { actor { id: 'a' company_admin: true } "
      "         action: ACTION_START_DIRECT_MESSAGE "
      "         settings { access: ACCESS_ANY_USER project_enabled: true "
      "                    direct_messages: DIRECT_MESSAGES_ANY_USER } } "
      "checks { targets { id: 't' in_project_directory: true } "
      "         targets { id: 'u' } } "
      "checks { targets { id: 'v' } } "
      "checks { action: ACTION_CONFIGURE_TOOL } "
      "checks { action: 99 }");
  EXPECT_EQ(BatchCheck(batch), grpc::OK);
  // One that is decided in a thread of its own.
  batch.clear_checks();
  for (int i = 0; i < 300; ++i) {
    batch.add_checks()->set_action(v1::ACTION_CONFIGURE_TOOL);
  }
  EXPECT_EQ(BatchCheck(batch), grpc::OK);
  batch.add_checks()->set_id("x");
  batch.add_checks()->set_id("x");
  EXPECT_EQ(BatchCheck(batch), grpc::INVALID_ARGUMENT);
  batch.clear_checks();
  EXPECT_EQ(BatchCheck(batch), grpc::OK);
  ExpectSamples({
      {"grpc_server_started_total" + Rpc("BatchCheck"), "4"},
      {Handled("BatchCheck", "OK"), "3"},
      {Handled("BatchCheck", "InvalidArgument"), "1"},
      {"authz_batch_checks_count", "4"},
      {"authz_batch_checks_sum", "606"},
      {"authz_batch_checks_bucket{le=\"2\"}", "1"},
      {"authz_batch_checks_bucket{le=\"5\"}", "2"},
      {"authz_batch_checks_bucket{le=\"250\"}", "2"},
      {"authz_batch_checks_bucket{le=\"500\"}", "4"},
      {Decisions("CONFIGURE_TOOL", "ALLOWED"), "301"},
      {Decisions("START_DIRECT_MESSAGE", "MISSING_FACTS"), "2"},
      {"authz_missing_facts_total{path=\"targets[].in_project_directory\"}",
       "2"},
      {"authz_malformed_checks_total", "1"},
  });
}

TEST_F(ScrapeTest, OtherMethods) {
  Start();
  EXPECT_EQ(HealthOf(channel_), "SERVING");
  HealthOf(channel_, "nobody");
  v1::GetServerInfoResponse info;
  EXPECT_TRUE(Call([&](grpc::ClientContext* context) {
                return stub_->GetServerInfo(context, {}, &info);
              }).ok());
  ExpectSamples({
      {Handled("Health", "OK"), "1"},
      {Handled("Health", "NotFound"), "1"},
      {Handled("GetServerInfo", "OK"), "1"},
      {Handled("Check", "OK"), "0"},
      {"grpc_server_response_size_bytes_sum" + Rpc("GetServerInfo"),
       absl::StrCat(info.ByteSizeLong())},
      {absl::StrCat("authz_policy_info{version=\"", info.policy_version(),
                    "\"}"),
       "1"},
  });
}

double Number(const Exposition& scraped, const std::string& sample) {
  double value = -1;
  EXPECT_TRUE(absl::SimpleAtod(scraped.Value(sample), &value)) << sample;
  return value;
}

double SecondsNow() {
  return absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
}

TEST_F(ScrapeTest, Reloads) {
  const TempFolder folder;
  const std::string path =
      folder.Write("policy.txtpb", std::string(authz::EmbeddedPolicyText()));
  Start({absl::StrCat("--policy=", path)});
  const auto await = [this](const std::string& sample,
                            const std::string& value) {
    absl::StatusOr<Exposition> scraped =
        ScrapeUntil(server_.url, sample, value);
    EXPECT_TRUE(scraped.ok()) << scraped.status();
    return scraped.ok() ? *std::move(scraped) : Exposition();
  };
  const double before = SecondsNow();
  server_.process->process().Signal(SIGHUP);
  const Exposition scraped =
      await("authz_reloads_total{file=\"policy\",result=\"success\"}", "1");
  EXPECT_EQ(scraped.Value("authz_last_reload_successful{file=\"policy\"}"),
            "1");
  const double at = Number(
      scraped, "authz_last_reload_success_timestamp_seconds{file=\"policy\"}");
  EXPECT_GE(at, before);
  EXPECT_LE(at, SecondsNow());

  folder.Write("policy.txtpb", "bad");
  const Exposition later =
      await("authz_last_reload_successful{file=\"policy\"}", "0");
  EXPECT_EQ(
      later.Value("authz_reloads_total{file=\"policy\",result=\"success\"}"),
      "1");
  EXPECT_GE(
      Number(later, "authz_reloads_total{file=\"policy\",result=\"failure\"}"),
      1);
}

TEST_F(ScrapeTest, Process) {
  const double before = SecondsNow();
  Start();
  const Exposition scraped = ScrapeNow();
  EXPECT_GT(Number(scraped, "process_cpu_seconds_total"), 0);
  EXPECT_LT(Number(scraped, "process_cpu_seconds_total"), 60);
  constexpr double kMegabyte = 1e6;
  const double resident = Number(scraped, "process_resident_memory_bytes");
  EXPECT_GT(resident, kMegabyte);
  EXPECT_GT(Number(scraped, "process_virtual_memory_bytes"), resident);
  EXPECT_GT(Number(scraped, "process_open_fds"), 3);
  EXPECT_GT(Number(scraped, "process_max_fds"),
            Number(scraped, "process_open_fds"));
  // The kernel's clocks may differ by a little.
  EXPECT_NEAR(Number(scraped, "process_start_time_seconds"), before, 30);
  EXPECT_EQ(
      scraped.Value(absl::StrCat("authz_build_info{compiler=\"", __VERSION__,
                                 "\",version=\"", base::Version(), "\"}")),
      "1");
}

// Not to everybody, unless it is asked for.
TEST_F(ScrapeTest, LinkedLibrariesWhereAsked) {
  Start({"--metrics_libraries"});
  std::string sample = absl::StrCat("authz_build_info{compiler=\"", __VERSION__,
                                    "\",version=\"", base::Version(), "\"");
  for (const base::Library& library : base::Libraries()) {
    absl::StrAppend(&sample, ",", absl::AsciiStrToLower(library.name), "=\"",
                    library.version, "\"");
  }
  EXPECT_EQ(ScrapeNow().Value(sample + "}"), "1");
}

}  // namespace
}  // namespace server
