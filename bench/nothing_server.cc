// A server that decides nothing: the listeners, the queues, the calls and the
// settings of authz_server, and answers that were made beforehand.
//
//   nothing_server WHAT CHECK_ANSWER BATCH_ANSWER [FLAG...]
//
// Answers every Check and every BatchCheck with those files, framed as
// write_bodies writes them. WHAT is what its handlers do of their own:
// `messages` parses each request and serializes each answer, as any handler of
// these messages must; `bytes` looks at nothing, so that all that it costs is
// the transport's cost. The flags are authz_server's.

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
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/read_file.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/options.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/call_arena.h"
#include "server/rpc/codec.h"
#include "server/rpc/unary_call.h"
#include "server/server.h"
#include "tests/server/support/message_frame.h"

namespace {

namespace v1 = ::conversations::authz::v1;

int Fail(const absl::Status& status) {
  std::cerr << "nothing_server: " << status.message() << std::endl;
  return 1;
}

using Handler = server::UnaryMethod::Handler;

Handler AnsweringBytes(const std::string& answer) {
  const grpc::Slice slice(answer);
  return [buffer = grpc::ByteBuffer(&slice, 1)](
             const grpc::ServerContext& /*context*/,
             const grpc::ByteBuffer& /*request*/, grpc::ByteBuffer& response) {
    response = buffer;
    return grpc::Status::OK;
  };
}

// A message of `bytes` for each thread, as to serialize one writes to it.
template <typename Message>
const Message& OfThread(const std::string& bytes) {
  thread_local const Message message = [&bytes] {
    Message parsed;
    if (!parsed.ParseFromString(bytes)) std::abort();
    return parsed;
  }();
  return message;
}

// At most one for each type of answers.
template <typename Request, typename Response>
Handler AnsweringMessages(const std::string& answer) {
  return [answer](const grpc::ServerContext& /*context*/,
                  const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
    server::CallArena arena;
    const absl::Status decoded =
        server::Decode(request, arena.Create<Request>());
    if (!decoded.ok()) return server::ToGrpcStatus(decoded);
    server::Encode(OfThread<Response>(answer)).Swap(&response);
    return grpc::Status::OK;
  };
}

absl::StatusOr<std::string> ReadAnswer(const std::string& path) {
  const absl::StatusOr<std::string> file = base::ReadFile(path);
  if (!file.ok()) return file.status();
  return std::string(server::Unframe(*file));
}

absl::StatusOr<server::AuthorizationHandlers> Handlers(
    absl::string_view what, const std::string& check_path,
    const std::string& batch_path) {
  const absl::StatusOr<std::string> check = ReadAnswer(check_path);
  if (!check.ok()) return check.status();
  const absl::StatusOr<std::string> batch = ReadAnswer(batch_path);
  if (!batch.ok()) return batch.status();
  server::AuthorizationHandlers handlers;
  handlers.get_server_info = AnsweringBytes("");
  if (what == "bytes") {
    handlers.check = AnsweringBytes(*check);
    handlers.batch_check = AnsweringBytes(*batch);
    return handlers;
  }
  if (what == "messages") {
    handlers.check =
        AnsweringMessages<v1::CheckRequest, v1::CheckResponse>(*check);
    handlers.batch_check =
        AnsweringMessages<v1::BatchCheckRequest, v1::BatchCheckResponse>(
            *batch);
    return handlers;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("`", what, "` is neither `messages` nor `bytes`"));
}

int Run(const std::vector<std::string>& arguments) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto handlers = Handlers(arguments[0], arguments[1], arguments[2]);
  if (!handlers.ok()) return Fail(handlers.status());
  const absl::StatusOr<server::Options> options = server::ParseOptions(
      std::vector<std::string>(arguments.begin() + 3, arguments.end()), {});
  if (!options.ok()) return Fail(options.status());
  const auto server = server::Server::Start(*options, *handlers);
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
  if (argc < 4) {
    std::cerr << "usage: nothing_server messages|bytes CHECK_ANSWER "
                 "BATCH_ANSWER [FLAG...]"
              << std::endl;
    return 2;
  }
  return Run(std::vector<std::string>(argv + 1, argv + argc));
}
