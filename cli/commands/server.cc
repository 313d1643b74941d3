#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/open.h"
#include "cli/commands/run.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "client/cc/authz_client.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "grpc/health/v1/health.pb.h"

namespace cli {
namespace {

using ::grpc::health::v1::HealthCheckResponse;

bool IsServing(const HealthCheckResponse& response) {
  return response.status() == HealthCheckResponse::SERVING;
}

std::string FormatHealth(const HealthCheckResponse& response,
                         const Style& style) {
  return absl::StrCat(
      Paint(HealthCheckResponse::ServingStatus_Name(response.status()),
            IsServing(response) ? Color::kGreen : Color::kRed, style),
      "\n");
}

}  // namespace

absl::StatusOr<Answer> RunInfo(const Arguments& /*arguments*/) {
  const absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  const absl::StatusOr<v1::GetServerInfoResponse> info =
      (*decision_point)->GetServerInfo();
  if (!info.ok()) return info.status();
  return MakeAnswer(*info, FormatInfo, kExitOk);
}

absl::StatusOr<Answer> RunHealth(const Arguments& /*arguments*/) {
  const absl::StatusOr<std::unique_ptr<client::AuthzClient>> client =
      OpenClient();
  if (!client.ok()) return client.status();
  const absl::StatusOr<HealthCheckResponse> response = (*client)->CheckHealth();
  if (!response.ok()) return response.status();
  return MakeAnswer(*response, FormatHealth,
                    IsServing(*response) ? kExitOk : kExitFailed);
}

absl::StatusOr<Answer> RunPolicyFetch(const Arguments& /*arguments*/) {
  const absl::StatusOr<std::unique_ptr<client::AuthzClient>> client =
      OpenClient();
  if (!client.ok()) return client.status();
  v1::GetServerInfoRequest request;
  request.set_include_policy(true);
  const absl::StatusOr<v1::GetServerInfoResponse> info =
      (*client)->GetServerInfo(request);
  if (!info.ok()) return info.status();
  if (info->policy().empty()) {
    return absl::UnimplementedError(
        absl::StrCat("the server, version ", info->server_version(),
                     ", does not tell its policy's text"));
  }
  return Answer{info->policy()};
}

}  // namespace cli
