// A server that decides nothing: the listeners, the queues, the calls and the
// settings of authz_server, and answers that were made beforehand.
//
//   nothing_server WHAT CHECK_ANSWER BATCH_ANSWER [FLAG...]
//
// Answers every Check and every BatchCheck with those files, framed as
// write_bodies writes them. WHAT is what it does of its own:
// `messages` parses each request and serializes each answer, as whoever
// answers these messages must; `bytes` looks at no check, so that all that it
// costs is the transport's cost. The flags are authz_server's.

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/read_file.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/options.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/codec.h"
#include "server/rpc/server_call.h"
#include "server/server.h"
#include "tests/server/support/message_frame.h"

namespace {

namespace v1 = ::conversations::authz::v1;

[[noreturn]] void Fail(absl::string_view message) {
  std::cerr << "nothing_server: " << message << std::endl;
  std::exit(1);
}

// A message of `bytes` for each thread, as to serialize one writes to it.
template <typename Message>
const Message& OfThread(const std::string& bytes) {
  thread_local Message message = [&bytes] {
    Message parsed;
    if (!parsed.ParseFromString(bytes)) std::abort();
    return parsed;
  }();
  return message;
}

// Answers every call of a method alike. At most one in a process.
class NothingService final : public server::AuthorizationService {
 public:
  NothingService(bool parses, std::string check, std::string batch)
      : parses_(parses), check_(std::move(check)), batch_(std::move(batch)) {}

  grpc::Status Check(server::ServerCall& call,
                     grpc::ByteBuffer& response) override {
    return Answer<v1::CheckRequest, v1::CheckResponse>(call, check_, response);
  }
  grpc::Status BatchCheck(server::ServerCall& call,
                          grpc::ByteBuffer& response) override {
    return Answer<v1::BatchCheckRequest, v1::BatchCheckResponse>(call, batch_,
                                                                 response);
  }
  grpc::Status GetServerInfo(server::ServerCall& call,
                             grpc::ByteBuffer& response) override {
    return Answer<v1::GetServerInfoRequest, v1::GetServerInfoResponse>(
        call, info_, response);
  }

 private:
  template <typename Request, typename Response>
  grpc::Status Answer(server::ServerCall& call, const std::string& answer,
                      grpc::ByteBuffer& response) const {
    if (!parses_) {
      const grpc::Slice slice(answer.data(), answer.size(),
                              grpc::Slice::STATIC_SLICE);
      response = grpc::ByteBuffer(&slice, 1);
      return grpc::Status::OK;
    }
    const auto request = call.Read<Request>();
    if (!request.ok()) return server::ToGrpcStatus(request.status());
    server::Encode(OfThread<Response>(answer)).Swap(&response);
    return grpc::Status::OK;
  }

  // Whether it parses each request and serializes each answer.
  const bool parses_;
  const std::string check_;
  const std::string batch_;
  const std::string info_;
};

std::string ReadAnswer(const std::string& path) {
  const absl::StatusOr<std::string> file = base::ReadFile(path);
  if (!file.ok()) Fail(file.status().message());
  return std::string(server::Unframe(*file));
}

[[noreturn]] void Run(const std::vector<std::string>& arguments) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const std::string& what = arguments[0];
  if (what != "bytes" && what != "messages") {
    Fail(absl::StrCat("`", what, "` is neither `messages` nor `bytes`"));
  }
  const absl::StatusOr<server::Options> options = server::ParseOptions(
      std::vector<std::string>(arguments.begin() + 3, arguments.end()), {});
  if (!options.ok()) Fail(options.status().message());
  const auto server = server::Server::Start(
      *options, std::make_unique<NothingService>(what == "messages",
                                                 ReadAnswer(arguments[1]),
                                                 ReadAnswer(arguments[2])));
  if (!server.ok()) Fail(server.status().message());
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
  Run(std::vector<std::string>(argv + 1, argv + argc));
}
