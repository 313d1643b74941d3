// usage: faults NAME
//
// Has the fault of that name, which a sanitizer is to find. Where it finds
// none, prints "no fault was found".

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/status.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "authz/analysis/load.h"
#include "authz/decide/engine.h"
#include "authz/policies/embedded_policy.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace {

namespace v1 = ::conversations::authz::v1;

// What the compiler cannot know.
volatile int one = 1;
std::string* volatile leaked = nullptr;

void HeapOverflow() {
  const std::vector<int> values(1);
  one = values.data()[one];
}

void SignedOverflow() {
  one = std::numeric_limits<int>::max();
  one = one + 1;
}

void Leak() {
  // A register or an old stack frame may still know the last one.
  for (int i = 0; i < 10; ++i) leaked = new std::string(100, 'x');
  leaked = nullptr;
}

void LeakAtQuickExit() {
  Leak();
  std::quick_exit(0);
}

// Two threads that decide into one response, one after the other where a mutex
// orders them.
class Deciders {
 public:
  void Run(bool ordered) {
    std::vector<std::thread> threads;
    threads.reserve(2);
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([this, ordered] {
        if (ordered) {
          const absl::MutexLock lock(&mutex_);
          Decide();
        } else {
          Decide();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  void Decide() {
    v1::CheckRequest request;
    request.mutable_actor()->set_id("a");
    request.set_action(v1::ACTION_CONFIGURE_TOOL);
    authz::Check(*policy_, authz::RequestLimits(), request, absl::UnixEpoch(),
                 response_);
  }

  const std::optional<authz::CompiledPolicy> policy_ =
      authz::LoadPolicy(authz::EmbeddedPolicyText()).policy;
  absl::Mutex mutex_;
  v1::CheckResponse response_;
};

void Race() { Deciders().Run(/*ordered=*/false); }

void OrderedByAMutex() { Deciders().Run(/*ordered=*/true); }

// One thread waits under a mutex for what the other writes under it.
void OrderedByACondition() {
  absl::Mutex mutex;
  std::string text;
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) {
      const absl::MutexLock lock(&mutex);
      text += 'x';
    }
  });
  {
    const absl::MutexLock lock(&mutex);
    const auto is_long = [&text] { return text.size() == 100; };
    mutex.Await(absl::Condition(&is_long));
    text.clear();
  }
  writer.join();
}

// One thread makes calls, which fail at once, and the other takes them from the
// queue and reads what was written before.
void OrderedByACompletionQueue() {
  struct Call {
    grpc::ClientContext context;
    v1::CheckResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::CheckResponse>> reader;
    std::string text;
  };
  constexpr int kCalls = 1000;
  const auto stub = v1::AuthorizationService::NewStub(
      grpc::CreateChannel("unix:/nobody", grpc::InsecureChannelCredentials()));
  grpc::CompletionQueue queue;
  std::thread reader([&queue] {
    for (int i = 0; i < kCalls; ++i) {
      void* tag = nullptr;
      bool ok = false;
      queue.Next(&tag, &ok);
      const std::unique_ptr<Call> call(static_cast<Call*>(tag));
      call->text += 'x';
    }
  });
  for (int i = 0; i < kCalls; ++i) {
    auto* call = new Call;
    call->reader = stub->AsyncCheck(&call->context, v1::CheckRequest(), &queue);
    call->text = "x";
    call->reader->Finish(&call->response, &call->status, call);
  }
  reader.join();
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, void (*)()> faults = {
      {"heap-overflow", HeapOverflow},
      {"leak", Leak},
      {"leak-at-quick-exit", LeakAtQuickExit},
      {"ordered-by-a-completion-queue", OrderedByACompletionQueue},
      {"ordered-by-a-condition", OrderedByACondition},
      {"ordered-by-a-mutex", OrderedByAMutex},
      {"race", Race},
      {"signed-overflow", SignedOverflow},
  };
  const auto fault = faults.find(argc == 2 ? argv[1] : "");
  if (fault == faults.end()) return 2;
  fault->second();
  std::cout << "no fault was found\n";
  return 0;
}
