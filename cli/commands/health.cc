#include "cli/commands/health.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/command.h"
#include "cli/commands/flags.h"
#include "cli/commands/input.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/format/style.h"
#include "client/cc/authz_client.h"
#include "grpc/health/v1/health.pb.h"

namespace cli {
namespace {

namespace health = ::grpc::health::v1;

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  absl::Status none = ExpectNoArguments(arguments);
  if (!none.ok()) return none;
  absl::StatusOr<std::unique_ptr<client::AuthzClient>> client = OpenClient();
  if (!client.ok()) return client.status();
  const absl::StatusOr<health::HealthCheckResponse> response =
      (*client)->CheckHealth();
  if (!response.ok()) return response.status();
  const bool serving =
      response->status() == health::HealthCheckResponse::SERVING;
  absl::StatusOr<std::string> output;
  if (WantsJson()) {
    output = ToJson(*response);
  } else {
    output = absl::StrCat(
        Paint(
            health::HealthCheckResponse::ServingStatus_Name(response->status()),
            serving ? Color::kGreen : Color::kRed, StdoutStyle()),
        "\n");
  }
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), serving ? kExitOk : kExitFailed};
}

}  // namespace

Command HealthCommand() {
  return {"health",
          "",
          "show whether the server serves",
          R"(Prints SERVING and exits with 0, or NOT_SERVING and exits with 3.

Examples
  authz health
  authz health --server=unix:/run/authz.sock --timeout=1s
  authz health --server=authz:50051 --tls_ca=ca.crt --tls_cert=tls.crt \
    --tls_key=tls.key
)",
          ServerFlags({"timeout", "output", "color"}),
          Run};
}

}  // namespace cli
