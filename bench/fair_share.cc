// How long single checks take beside streams of huge batches:
//
//   bazel-bin/server/authz_server --listen=unix:/tmp/authz.sock &
//   bazel run -c opt //bench:fair_share -- unix:/tmp/authz.sock
//
// 500 checks a second, each from when it is due, first alone and then beside
// two clients that each send one batch of 10,000 checks after the other.

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"

namespace {

namespace v1 = ::conversations::authz::v1;

constexpr absl::Duration kInterval = absl::Milliseconds(2);
constexpr int kChecks = 5'000;
constexpr int kBatchers = 2;
constexpr int kBatch = 10'000;

std::unique_ptr<v1::AuthorizationService::Stub> Connect(
    const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return v1::AuthorizationService::NewStub(grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments));
}

v1::CheckRequest Request() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("ada");
  request.mutable_actor()->set_company_admin(true);
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

// Sorted; none where a call failed.
std::vector<absl::Duration> MeasureChecks(const std::string& address) {
  const auto stub = Connect(address);
  const v1::CheckRequest request = Request();
  std::vector<absl::Duration> times;
  times.reserve(kChecks);
  absl::Time due = absl::Now();
  for (int i = 0; i < kChecks; ++i, due += kInterval) {
    absl::SleepFor(due - absl::Now());
    grpc::ClientContext context;
    v1::CheckResponse response;
    if (!stub->Check(&context, request, &response).ok()) return {};
    times.push_back(absl::Now() - due);
  }
  std::sort(times.begin(), times.end());
  return times;
}

// A process of its own that sends batches while the other end of a pipe is
// open, from when it says so. Not a thread, since threads of one process read
// for each other; and of the least urgency, since what is measured is the
// server and not whether its clients have time.
void SendBatches(const std::string& address, int pipe,
                 std::atomic<std::int64_t>& answered) {
  setpriority(PRIO_PROCESS, 0, 19);
  char start = 0;
  if (read(pipe, &start, 1) != 1) return;
  const auto stub = Connect(address);
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = Request();
  for (int i = 0; i < kBatch; ++i) batch.add_checks();
  pollfd polled = {pipe, POLLIN, 0};
  while (poll(&polled, 1, 0) == 0) {
    grpc::ClientContext context;
    v1::BatchCheckResponse response;
    if (!stub->BatchCheck(&context, batch, &response).ok()) return;
    ++answered;
  }
}

void Print(const std::string& name, const std::vector<absl::Duration>& times) {
  if (times.empty()) {
    std::cout << name << ": calls failed\n";
    return;
  }
  const auto at = [&times](double part) {
    const auto index =
        static_cast<std::size_t>(part * static_cast<double>(times.size() - 1));
    return absl::ToDoubleMilliseconds(times[index]);
  };
  std::cout << absl::StreamFormat(
      "%-8s p50 %7.3f ms  p99 %7.3f ms  p99.9 %7.3f ms  most %7.3f ms\n", name,
      at(0.5), at(0.99), at(0.999), at(1));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: fair_share ADDRESS\n";
    return 2;
  }
  const std::string address = argv[1];
  auto* answered = static_cast<std::atomic<std::int64_t>*>(
      mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  int ends[2];
  if (answered == MAP_FAILED || pipe(ends) != 0) {
    std::cerr << "fair_share: " << std::strerror(errno) << "\n";
    return 1;
  }
  new (answered) std::atomic<std::int64_t>(0);
  for (int i = 0; i < kBatchers; ++i) {
    if (fork() == 0) {
      close(ends[1]);
      SendBatches(address, ends[0], *answered);
      _exit(0);
    }
  }
  close(ends[0]);

  Print("alone", MeasureChecks(address));
  const absl::Time start = absl::Now();
  if (write(ends[1], "go", kBatchers) != kBatchers) return 1;
  while (*answered == 0) absl::SleepFor(kInterval);
  Print("beside", MeasureChecks(address));
  std::cout << absl::StreamFormat(
      "%.0f batches a second of %d checks\n",
      static_cast<double>(*answered) /
          absl::ToDoubleSeconds(absl::Now() - start),
      kBatch);
  close(ends[1]);
  while (wait(nullptr) > 0) {
  }
  return 0;
}
