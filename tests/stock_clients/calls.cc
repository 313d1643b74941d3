// Calls at a rate by gRPC for C++. As calls.py, whose usage and numbers it has,
// but that the page's snippet is compiled in:
//
//   calls TARGET SERVICE_CONFIG [SNIPPET]

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"

namespace {

namespace v1 = conversations::authz::v1;

constexpr std::chrono::milliseconds kPace(5);  // 200 calls a second.
constexpr int kLargeEvery = 20;
constexpr std::chrono::seconds kDeadline(10);
// Calls that are waited for.
constexpr int kEnoughBegun = 60;
constexpr int kEnoughAnswered = 100;
// Larger than the 256 KiB that gRPC keeps by default to try a request again.
constexpr std::size_t kLargeBytes = 300'000;

std::shared_ptr<grpc::Channel> Connect(const std::string& target,
                                       const std::string& service_config) {
  const auto credentials = grpc::InsecureChannelCredentials();
#include "tests/stock_clients/retries_snippet.inc"
  return channel;
}

// The calls, and what became of them.
class Calls {
 public:
  explicit Calls(std::shared_ptr<grpc::Channel> channel)
      : stub_(v1::AuthorizationService::NewStub(std::move(channel))) {}

  // Begins calls until End().
  void Run() {
    auto next = std::chrono::steady_clock::now();
    while (true) {
      {
        const absl::MutexLock lock(&mutex_);
        if (is_ending_) return;
        ++begun_;
      }
      Begin();
      // The pace, whatever becomes of the calls.
      next += kPace;
      std::this_thread::sleep_until(next);
    }
  }

  // Returns once enough calls that are yet to begin have begun, or were
  // answered.
  void Wait(bool answered) {
    absl::MutexLock lock(&mutex_);
    mark_ = begun_;
    late_answers_ = 0;
    const auto is_enough = [this, answered]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      return answered ? late_answers_ >= kEnoughAnswered
                      : begun_ - mark_ >= kEnoughBegun;
    };
    mutex_.Await(absl::Condition(&is_enough));
  }

  // How many calls ended with each status, once all have.
  std::map<std::string, int> End() {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
    const auto all_ended = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      return ended_count_ == begun_;
    };
    mutex_.Await(absl::Condition(&all_ended));
    return ended_;
  }

 private:
  struct Call {
    int number;
    grpc::ClientContext context;
    v1::CheckRequest request;
    v1::CheckResponse response;
  };

  void Begin() {
    auto* const call = new Call;
    {
      const absl::MutexLock lock(&mutex_);
      call->number = begun_;
    }
    // A Company Admin configures the tool, which is allowed.
    call->request.mutable_actor()->set_id("a");
    call->request.mutable_actor()->set_company_admin(true);
    call->request.set_action(v1::ACTION_CONFIGURE_TOOL);
    if (call->number % kLargeEvery == 0) {
      call->request.set_project_id(std::string(kLargeBytes, 'x'));
    }
    call->context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    stub_->async()->Check(
        &call->context, &call->request, &call->response,
        [this, call](const grpc::Status& status) { Ended(call, status); });
  }

  void Ended(Call* call, const grpc::Status& status) {
    const std::unique_ptr<Call> owned(call);
    const absl::MutexLock lock(&mutex_);
    ++ended_[status.ok() ? "OK"
                         : std::to_string(status.error_code()) + ": " +
                               status.error_message()];
    ++ended_count_;
    if (status.ok() && call->number > mark_) ++late_answers_;
  }

  const std::unique_ptr<v1::AuthorizationService::Stub> stub_;
  absl::Mutex mutex_;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  int begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int ended_count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> ended_ ABSL_GUARDED_BY(mutex_);
  // Of the calls that began after what is waited for was asked for.
  int mark_ ABSL_GUARDED_BY(mutex_) = 0;
  int late_answers_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: calls TARGET SERVICE_CONFIG [SNIPPET]\n";
    return 2;
  }
  Calls calls(Connect(argv[1], argv[2]));
  std::thread runner([&calls] { calls.Run(); });
  for (std::string line; std::getline(std::cin, line);) {
    calls.Wait(line == "answered");
    std::cout << line << std::endl;
  }
  const std::map<std::string, int> ended = calls.End();
  runner.join();
  // As JSON; gRPC's messages have no quotes.
  const char* separator = "{";
  for (const auto& [status, count] : ended) {
    std::cout << separator << '"' << status << "\": " << count;
    separator = ", ";
  }
  std::cout << "}\n";
  return 0;
}
