// A well-behaved load: checks and batches from the corpus, at a steady rate,
// every answer of which is compared with the engine in process. See --help.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/slice.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/policy/policy.h"
#include "base/flags.h"
#include "base/load_policy.h"
#include "base/read_file.h"
#include "cli/case_files.h"
#include "tests/faults/question.h"
#include "tests/faults/tally.h"

ABSL_FLAG(std::string, servers, "",
          "ADDRESSES: the servers', IP:PORT or unix:PATH, between commas");
ABSL_FLAG(bool, replicas, false,
          "the servers are replicas: calls take turns, and what is UNAVAILABLE "
          "is tried again");
ABSL_FLAG(std::string, cases, "", "FOLDER: the cases that are asked");
ABSL_FLAG(std::string, policy, "",
          "FILE: what the servers decide by, if not the embedded policy");
ABSL_FLAG(std::string, batches, "5,20,100,500",
          "SIZES: of the batches, between commas");
ABSL_FLAG(std::int32_t, batch_share, 20, "PERCENT: of the calls are batches");
ABSL_FLAG(std::int32_t, connections, 2,
          "COUNT: connections to each server, each with a thread that makes "
          "one call after the other");
ABSL_FLAG(std::int32_t, rate, 500, "CALLS: how many a second at most, in all");
ABSL_FLAG(bool, reconnect, false,
          "every second connection is made anew for each call");
ABSL_FLAG(std::string, tls_ca, "", "FILE: who signs the servers' certificates");
ABSL_FLAG(std::string, tls_cert, "", "FILE: the client's certificate");
ABSL_FLAG(std::string, tls_key, "", "FILE: its private key");
ABSL_FLAG(bool, help, false, "print this and end");

namespace faults {
namespace {

// Only a server that hangs takes this long.
constexpr std::chrono::seconds kCallTimeout(30);

constexpr char kCheck[] = "/conversations.authz.v1.AuthorizationService/Check";
constexpr char kBatchCheck[] =
    "/conversations.authz.v1.AuthorizationService/BatchCheck";

constexpr char kRetry[] = R"json({
  "loadBalancingConfig": [{"round_robin": {}}],
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 5,
      "initialBackoff": "0.02s",
      "maxBackoff": "0.2s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
})json";

struct Plan {
  // What channels connect to; with --replicas, one that stands for all.
  std::vector<std::string> targets;
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  std::vector<Question> singles;
  std::vector<Question> batches;
};

std::shared_ptr<grpc::Channel> Connect(const Plan& plan,
                                       const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  arguments.SetMaxReceiveMessageSize(-1);
  if (absl::GetFlag(FLAGS_replicas)) arguments.SetServiceConfigJSON(kRetry);
  return grpc::CreateCustomChannel(target, plan.credentials, arguments);
}

Answer Call(const std::shared_ptr<grpc::Channel>& channel,
            const Question& question) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
  grpc::CompletionQueue queue;
  const auto call = grpc::GenericStub(channel).PrepareUnaryCall(
      &context, question.is_batch ? kBatchCheck : kCheck, question.request,
      &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  Answer answer;
  call->Finish(&response, &answer.status, &queue);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  grpc::Slice slice;
  if (answer.status.ok() && response.DumpToSingleSlice(&slice).ok()) {
    answer.response.assign(reinterpret_cast<const char*>(slice.begin()),
                           slice.size());
  }
  return answer;
}

const Question& Pick(const std::vector<Question>& questions,
                     std::mt19937& random) {
  return questions[random() % questions.size()];
}

// Calls at intervals until it is time to stop. Counts `started` down after the
// first.
void Work(const Plan& plan, std::size_t number, absl::Duration interval,
          const absl::Notification& stop, absl::BlockingCounter& started,
          Tally& tally) {
  const std::string& target = plan.targets[number % plan.targets.size()];
  const bool reconnects =
      absl::GetFlag(FLAGS_reconnect) && (number / plan.targets.size()) % 2 == 1;
  const auto batch_share =
      static_cast<std::uint32_t>(absl::GetFlag(FLAGS_batch_share));
  std::mt19937 random(static_cast<std::uint32_t>(number));
  std::shared_ptr<grpc::Channel> channel = Connect(plan, target);
  bool is_first = true;
  absl::Time due = absl::Now();
  while (!stop.WaitForNotificationWithDeadline(due)) {
    if (reconnects && !is_first) channel = Connect(plan, target);
    const Question& question = Pick(
        random() % 100 < batch_share ? plan.batches : plan.singles, random);
    const Answer answer = Call(channel, question);
    const absl::Time now = absl::Now();
    tally.Add(question, answer, now);
    if (is_first) started.DecrementCount();
    is_first = false;
    due = std::max(due + interval, now);
  }
}

absl::StatusOr<std::vector<int>> BatchSizes() {
  std::vector<int> sizes;
  for (const absl::string_view text :
       absl::StrSplit(absl::GetFlag(FLAGS_batches), ',')) {
    int size = 0;
    if (!absl::SimpleAtoi(text, &size) || size < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("`", text, "` in --batches is not a size"));
    }
    sizes.push_back(size);
  }
  return sizes;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials() {
  const std::string authorities = absl::GetFlag(FLAGS_tls_ca);
  if (authorities.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  const std::pair<std::string, std::string*> files[] = {
      {authorities, &options.pem_root_certs},
      {absl::GetFlag(FLAGS_tls_cert), &options.pem_cert_chain},
      {absl::GetFlag(FLAGS_tls_key), &options.pem_private_key},
  };
  for (const auto& [path, text] : files) {
    absl::StatusOr<std::string> file = base::ReadFile(path);
    if (!file.ok()) return file.status();
    *text = *std::move(file);
  }
  return grpc::SslCredentials(options);
}

absl::StatusOr<Plan> ReadPlan() {
  Plan plan;
  if (absl::GetFlag(FLAGS_servers).empty() ||
      absl::GetFlag(FLAGS_cases).empty() || absl::GetFlag(FLAGS_rate) < 1 ||
      absl::GetFlag(FLAGS_connections) < 1) {
    return absl::InvalidArgumentError(
        "give --servers and --cases, and positive numbers; see --help");
  }
  plan.targets = absl::StrSplit(absl::GetFlag(FLAGS_servers), ',');
  if (absl::GetFlag(FLAGS_replicas)) {
    plan.targets = {absl::StrCat("ipv4:", absl::StrJoin(plan.targets, ","))};
  }
  auto credentials = Credentials();
  if (!credentials.ok()) return credentials.status();
  plan.credentials = *std::move(credentials);
  const absl::StatusOr<authz::CompiledPolicy> policy =
      base::LoadPolicy(absl::GetFlag(FLAGS_policy));
  if (!policy.ok()) return policy.status();
  const auto files = cli::ReadCaseFiles({absl::GetFlag(FLAGS_cases)});
  if (!files.ok()) return files.status();
  const absl::StatusOr<std::vector<int>> sizes = BatchSizes();
  if (!sizes.ok()) return sizes.status();
  for (Question& question : MakeQuestions(*policy, *files, *sizes)) {
    (question.is_batch ? plan.batches : plan.singles)
        .push_back(std::move(question));
  }
  return plan;
}

void Run(const Plan& plan) {
  Tally tally;
  absl::Notification stop;
  const std::size_t count =
      plan.targets.size() *
      static_cast<std::size_t>(absl::GetFlag(FLAGS_connections));
  const absl::Duration interval =
      absl::Seconds(1) * count / absl::GetFlag(FLAGS_rate);
  absl::BlockingCounter started(static_cast<int>(count));
  std::vector<std::thread> workers;
  workers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    workers.emplace_back(
        [&, i] { Work(plan, i, interval, stop, started, tally); });
  }
  started.Wait();
  std::cout << R"({"started": true})" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (line != "mark") continue;
    tally.Mark(absl::Now(), [](absl::Duration time) {
      std::cout << absl::StrCat("{\"recovered_ms\": ",
                                absl::ToInt64Milliseconds(time), "}\n")
                << std::flush;
    });
  }
  const absl::Time end = absl::Now();
  stop.Notify();
  for (std::thread& worker : workers) worker.join();
  std::cout << tally.ToJson(end) << std::endl;
}

int Fail(const absl::Status& status) {
  std::cerr << "load: " << status.message() << std::endl;
  return 2;
}

int Main(const std::vector<std::string>& arguments) {
  const auto flags = base::FlagsDefinedIn("tests/faults/load.cc");
  const auto others = base::ParseFlags(arguments, flags);
  if (!others.ok()) return Fail(others.status());
  if (absl::GetFlag(FLAGS_help)) {
    std::cout
        << "load calls servers at a steady rate until its stdin ends, and "
           "compares every\nanswer with the engine in process.\n\n"
        << base::FlagsHelp(flags)
        << "\nPrints lines of JSON: one once every connection has had an "
           "answer; one for each\nline `mark` of its stdin, with the time from "
           "there to the next right answer, or 0\nwhere right answers never "
           "stopped; and at its end what became of the calls.\n";
    return 0;
  }
  const absl::StatusOr<Plan> plan = ReadPlan();
  if (!plan.ok()) return Fail(plan.status());
  Run(*plan);
  return 0;
}

}  // namespace
}  // namespace faults

int main(int argc, char** argv) {
  return faults::Main(std::vector<std::string>(argv + 1, argv + argc));
}
