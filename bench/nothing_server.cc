// A server that decides nothing: the listeners, the queues, the calls and the
// settings of authz_server, and handlers that parse nothing and answer what was
// made beforehand. What it costs is the transport's cost.
//
//   nothing_server CHECK_ANSWER BATCH_ANSWER [FLAG...]
//
// Answers every Check and every BatchCheck with those files, framed as
// write_bodies writes them. The flags are authz_server's.

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bench/frame.h"
#include "cli/read_file.h"
#include "server/options.h"
#include "server/server.h"
#include "server/unary_call.h"

namespace {

int Fail(const absl::Status& status) {
  std::cerr << "nothing_server: " << status.message() << std::endl;
  return 1;
}

absl::StatusOr<server::UnaryMethod::Handler> Answering(
    const std::string& path) {
  const absl::StatusOr<std::string> file = cli::ReadFile(path);
  if (!file.ok()) return file.status();
  const absl::string_view answer = bench::Unframe(*file);
  const grpc::Slice slice(answer.data(), answer.size());
  return [buffer = grpc::ByteBuffer(&slice, 1)](
             const grpc::ServerContext& /*context*/,
             const grpc::ByteBuffer& /*request*/, grpc::ByteBuffer& response) {
    response = buffer;
    return grpc::Status::OK;
  };
}

int Run(const std::vector<std::string>& arguments) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto check = Answering(arguments[0]);
  if (!check.ok()) return Fail(check.status());
  const auto batch = Answering(arguments[1]);
  if (!batch.ok()) return Fail(batch.status());
  const absl::StatusOr<server::Options> options = server::ParseOptions(
      std::vector<std::string>(arguments.begin() + 2, arguments.end()), {});
  if (!options.ok()) return Fail(options.status());
  const auto server = server::Server::Start(*options, {*check, *batch, *check});
  if (!server.ok()) return Fail(server.status());
  for (const std::string& address : (*server)->addresses()) {
    std::cout << "listening on " << address << "\n";
  }
  std::cout << std::flush;

  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Stop(absl::ZeroDuration());
  // As authz_server ends.
  std::quick_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: nothing_server CHECK_ANSWER BATCH_ANSWER [FLAG...]"
              << std::endl;
    return 2;
  }
  return Run(std::vector<std::string>(argv + 1, argv + argc));
}
