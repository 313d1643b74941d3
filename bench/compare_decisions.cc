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

constexpr std::chrono::seconds kTimeout(10);

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

// What a server says of a case: "allow", "deny" or the error. `call` makes the
// call and fills in the decision.
template <typename Call>
std::string Ask(Call call) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kTimeout);
  bool allowed = false;
  const grpc::Status status = call(context, allowed);
  if (!status.ok()) return status.error_message();
  return allowed ? "allow" : "deny";
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
      const std::string ours = Ask([&](auto& context, bool& allows) {
        v1::CheckResponse response;
        const auto status =
            server->Check(&context, test_case.request, &response);
        allows = response.allowed();
        return status;
      });
      const std::string theirs = Ask([&](auto& context, bool& allows) {
        cerbos::CheckResourcesResponse response;
        const auto status = peer->CheckResources(
            &context, ToCerbos(test_case.request), &response);
        v1::CheckResponse allow;
        allow.set_allowed(true);
        allows = SameDecisions(response, ToCerbos(test_case.request, allow));
        return status;
      });
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
