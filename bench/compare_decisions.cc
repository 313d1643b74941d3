// Puts test cases to a running authz_server and to a running Cerbos, and says
// whether both decide as the cases expect:
//
//   compare_decisions SERVER CERBOS FILE_OR_FOLDER...
//
// The addresses are HOST:PORT. Prints a line for every case that is decided
// otherwise, and at the end how many there were of each kind.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "bench/cerbos.grpc.pb.h"
#include "bench/cerbos_request.h"
#include "cli/case_files.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"

namespace bench {
namespace {

namespace v1 = ::conversations::authz::v1;

constexpr std::chrono::seconds kTimeout(10);

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

// What a server says of a case: "allow", "deny" or the error.
template <typename Request, typename Response, typename Call, typename Allowed>
std::string Decide(const Request& request, Call call, Allowed allowed) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kTimeout);
  Response response;
  const grpc::Status status = call(&context, request, &response);
  if (!status.ok()) return status.error_message();
  return allowed(response) ? "allow" : "deny";
}

bool CerbosAllows(const cerbos::CheckResourcesResponse& response) {
  return response.results_size() == 1 &&
         response.results(0).actions().size() == 1 &&
         response.results(0).actions().begin()->second == cerbos::EFFECT_ALLOW;
}

int Run(const std::string& server_address, const std::string& cerbos_address,
        absl::Span<const std::string> paths) {
  const absl::StatusOr<std::vector<cli::CaseFile>> files =
      cli::ReadCaseFiles(paths);
  if (!files.ok()) {
    std::cerr << files.status().message() << std::endl;
    return 1;
  }
  const auto server =
      v1::AuthorizationService::NewStub(Connect(server_address));
  const auto peer = cerbos::CerbosService::NewStub(Connect(cerbos_address));
  int allowed = 0;
  int denied = 0;
  int differing = 0;
  for (const cli::CaseFile& file : *files) {
    for (const auto& test_case : file.cases) {
      const std::string expected =
          test_case.expect.allowed() ? "allow" : "deny";
      const std::string ours = Decide<v1::CheckRequest, v1::CheckResponse>(
          test_case.request,
          [&](grpc::ClientContext* context, const auto& request,
              auto* response) {
            return server->Check(context, request, response);
          },
          [](const v1::CheckResponse& response) { return response.allowed(); });
      const std::string theirs =
          Decide<cerbos::CheckResourcesRequest, cerbos::CheckResourcesResponse>(
              ToCerbos(test_case.request),
              [&](grpc::ClientContext* context, const auto& request,
                  auto* response) {
                return peer->CheckResources(context, request, response);
              },
              CerbosAllows);
      if (ours == expected && theirs == expected) {
        ++(test_case.expect.allowed() ? allowed : denied);
        continue;
      }
      ++differing;
      std::cout << file.path << ":" << test_case.line << ": " << test_case.name
                << ": expected " << expected << ", authz_server: " << ours
                << ", cerbos: " << theirs << "\n";
    }
  }
  std::cout << "cases decided alike by both: " << allowed + denied << " ("
            << allowed << " allowed, " << denied
            << " denied); otherwise: " << differing << std::endl;
  return differing == 0 && allowed > 0 && denied > 0 ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: compare_decisions SERVER CERBOS FILE_OR_FOLDER..."
              << std::endl;
    return 2;
  }
  return bench::Run(argv[1], argv[2],
                    std::vector<std::string>(argv + 3, argv + argc));
}
