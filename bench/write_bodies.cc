// Writes what the servers are asked, and what they must answer:
//
//   write_bodies FOLDER
//
// NAME.request is a request and NAME.answer what the engine in process answers
// with the embedded policy, both framed as on the wire. NAME.cerbos.request and
// NAME.cerbos.answer are the same question and decisions in Cerbos' words, of
// batches that it takes.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "authz/decide/engine.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "bench/cerbos_request.h"
#include "bench/requests.h"
#include "google/protobuf/message_lite.h"
#include "tests/server/support/message_frame.h"

namespace bench {
namespace {

// The largest limit of resources in a request that Cerbos can be set to.
constexpr int kCerbosMaxBatch = 500;

// Ends the program: there is nothing to measure with.
[[noreturn]] void Fail(absl::string_view message) {
  std::cerr << "write_bodies: " << message << std::endl;
  std::exit(1);
}

class Writer {
 public:
  Writer(std::string folder, const authz::CompiledPolicy& policy)
      : folder_(std::move(folder)), policy_(policy) {}

  void Write(const std::string& name, const v1::CheckRequest& request) {
    v1::CheckResponse response;
    if (authz::Check(policy_, limits_, request, absl::Now(), response)
            .malformed.has_value()) {
      Fail(absl::StrCat(name, " is malformed"));
    }
    WritePair(name, request, response);
    WritePair(absl::StrCat(name, ".cerbos"), ToCerbos(request),
              ToCerbos(request, response));
  }

  void Write(const std::string& name, const v1::BatchCheckRequest& request) {
    v1::BatchCheckResponse response;
    const absl::Status status = authz::BatchCheck(
        policy_, limits_, request, absl::Now(), [] { return true; }, response);
    if (!status.ok()) Fail(absl::StrCat(name, ": ", status.message()));
    WritePair(name, request, response);
    if (request.checks_size() > kCerbosMaxBatch) return;
    WritePair(absl::StrCat(name, ".cerbos"), ToCerbos(request),
              ToCerbos(request, response));
  }

 private:
  void WritePair(const std::string& name,
                 const google::protobuf::MessageLite& request,
                 const google::protobuf::MessageLite& answer) {
    WriteFile(absl::StrCat(name, ".request"),
              server::Frame(request.SerializeAsString()));
    WriteFile(absl::StrCat(name, ".answer"),
              server::Frame(answer.SerializeAsString()));
  }

  void WriteFile(const std::string& name, const std::string& bytes) {
    const std::string path = absl::StrCat(folder_, "/", name);
    std::ofstream file(path, std::ios::binary);
    file << bytes << std::flush;
    if (!file) Fail(absl::StrCat("cannot write `", path, "`"));
  }

  const std::string folder_;
  const authz::CompiledPolicy& policy_;
  const authz::RequestLimits limits_;
};

void Run(const std::string& folder) {
  const absl::StatusOr<authz::CompiledPolicy> policy = base::LoadPolicy("");
  if (!policy.ok()) Fail(policy.status().message());
  Writer writer(folder, *policy);
  writer.Write("view", ViewCheck());
  v1::CheckRequest explained = ViewCheck();
  explained.set_explain(true);
  writer.Write("explain", explained);
  for (int checks : {1, 10, 50, 100, 500, 1'000, 10'000}) {
    writer.Write(absl::StrCat("batch_", checks), MentionBatch(checks));
  }
  for (int targets : {1, 10, 100, 1'000, 10'000}) {
    writer.Write(absl::StrCat("targets_", targets), MentionCheck(targets));
  }
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_bodies FOLDER" << std::endl;
    return 2;
  }
  bench::Run(argv[1]);
}
