// Calls a server at a fixed rate, whatever it does, and says how long calls
// took from the moment they were due. So time that a slow answer makes others
// wait, in the server, in a socket or here, counts: no coordinated omission.
// Every answer is compared with the one that it must be. See --help.

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/flags.h"
#include "base/read_file.h"
#include "bench/cerbos_request.h"
#include "bench/latencies.h"
#include "tests/server/support/http2_session.h"
#include "tests/server/support/message_frame.h"

ABSL_FLAG(std::string, address, "",
          "ADDRESS: the server's, IP:PORT or unix:PATH");
ABSL_FLAG(std::string, method, "",
          "PATH: what is called, /package.Service/Method");
ABSL_FLAG(std::string, request, "", "FILE: the framed request of every call");
ABSL_FLAG(std::string, answer, "",
          "FILE: the framed answer that every call must get");
ABSL_FLAG(bool, cerbos, false,
          "answers are Cerbos', which agree where their decisions do");
ABSL_FLAG(double, rate, 1000, "CALLS: how many a second");
ABSL_FLAG(double, seconds, 1, "SECONDS: for how long calls are measured");
ABSL_FLAG(double, warm_up, 0.5,
          "SECONDS: for how long calls are made before that. Their answers are "
          "compared too");
ABSL_FLAG(std::int32_t, connections, 8,
          "COUNT: the connections, which take turns");
ABSL_FLAG(bool, help, false, "print this and end");

namespace bench {
namespace {

// Ends the program where a call cannot even be made.
void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "open_loop: " << status.message() << std::endl;
  std::exit(2);
}

struct Plan {
  std::string address;
  std::string method;
  std::string request;
  std::string answer;
  bool cerbos = false;
  absl::Duration interval;
  std::int64_t warm_up_calls = 0;
  // The warm-up's included.
  std::int64_t calls = 0;
  std::int32_t connections = 0;
};

bool IsRight(const Plan& plan, absl::string_view answer) {
  if (!plan.cerbos) return answer == plan.answer;
  cerbos::CheckResourcesResponse expected;
  cerbos::CheckResourcesResponse actual;
  return expected.ParseFromString(std::string(server::Unframe(plan.answer))) &&
         actual.ParseFromString(std::string(server::Unframe(answer))) &&
         SameDecisions(expected, actual);
}

// A connection and its calls under way.
struct Connection {
  struct Call {
    absl::Time due;
    // Of the answer; an error has none.
    std::string data;
  };

  std::unique_ptr<server::Http2Session> session;
  absl::flat_hash_map<std::int32_t, Call> calls;
};

class Generator {
 public:
  explicit Generator(const Plan& plan)
      : plan_(plan), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    latencies_.Reserve(plan.calls - plan.warm_up_calls);
    delays_.Reserve(plan.calls - plan.warm_up_calls);
  }
  ~Generator() { close(epoll_); }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  void Run();
  // What came of it, as one line of JSON.
  std::string ToJson();
  // Whether every call got the right answer.
  bool AllRight() const { return answered_ == plan_.calls && wrong_ == 0; }

 private:
  void Connect();
  // Makes all calls that are due.
  void CallWhatIsDue(absl::Time now);
  void FlushDirty();
  // Waits until something can be received or sent, at most until `deadline`.
  void Wait(absl::Time deadline);
  void Count(absl::Time due, absl::string_view answer);

  const Plan& plan_;
  const int epoll_;
  // By pointer: sessions call back with theirs.
  std::vector<std::unique_ptr<Connection>> connections_;
  // Those that have something to send.
  std::set<std::size_t> dirty_;
  absl::Time start_;
  std::int64_t called_ = 0;
  std::int64_t answered_ = 0;
  std::int64_t wrong_ = 0;
  // From due to answered, and from due to being sent.
  Latencies latencies_;
  Latencies delays_;
};

void Generator::Connect() {
  for (std::int32_t i = 0; i < plan_.connections; ++i) {
    auto connection = std::make_unique<Connection>();
    server::Http2Session::Events events;
    events.on_data = [calls = &connection->calls](std::int32_t stream,
                                                  absl::string_view data) {
      absl::StrAppend(&(*calls)[stream].data, data);
    };
    events.on_close = [this, calls = &connection->calls](std::int32_t stream) {
      if (const auto call = calls->extract(stream)) {
        Count(call.mapped().due, call.mapped().data);
      }
    };
    auto session =
        server::Http2Session::Connect(plan_.address, std::move(events));
    Require(session.status());
    connection->session = *std::move(session);
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.u64 = connections_.size();
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->session->fd(), &event)) {
      Require(absl::ErrnoToStatus(errno, "cannot wait"));
    }
    dirty_.insert(connections_.size());
    connections_.push_back(std::move(connection));
  }
}

void Generator::CallWhatIsDue(absl::Time now) {
  for (; called_ < plan_.calls; ++called_) {
    const absl::Time due = start_ + called_ * plan_.interval;
    if (due > now) return;
    const std::size_t next = called_ % connections_.size();
    Connection& connection = *connections_[next];
    const std::int32_t stream = connection.session->Call(
        plan_.method, server::Http2Session::Whole(plan_.request));
    connection.calls[stream].due = due;
    dirty_.insert(next);
    if (called_ >= plan_.warm_up_calls) delays_.Add(now - due);
  }
}

void Generator::FlushDirty() {
  for (auto each = dirty_.begin(); each != dirty_.end();) {
    server::Http2Session& session = *connections_[*each]->session;
    Require(session.Flush());
    each = session.HasMoreToSend() ? std::next(each) : dirty_.erase(each);
  }
}

void Generator::Wait(absl::Time deadline) {
  // A socket that is full is tried again soon: that is rare, and simpler than
  // to wait for it.
  if (!dirty_.empty()) {
    deadline = std::min(deadline, absl::Now() + absl::Milliseconds(1));
  }
  const timespec timeout =
      absl::ToTimespec(std::max(deadline - absl::Now(), absl::ZeroDuration()));
  std::array<epoll_event, 64> events = {};
  const int ready =
      epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
  if (ready < 0 && errno != EINTR) {
    Require(absl::ErrnoToStatus(errno, "cannot wait"));
  }
  for (int i = 0; i < ready; ++i) {
    const auto index = static_cast<std::size_t>(events[i].data.u64);
    Require(connections_[index]->session->Receive());
    dirty_.insert(index);
  }
}

void Generator::Count(absl::Time due, absl::string_view answer) {
  if (due >= start_ + plan_.warm_up_calls * plan_.interval) {
    latencies_.Add(absl::Now() - due);
  }
  ++answered_;
  if (!IsRight(plan_, answer)) ++wrong_;
}

void Generator::Run() {
  Connect();
  start_ = absl::Now();
  // The last answers may take ten seconds.
  const absl::Time end =
      start_ + plan_.calls * plan_.interval + absl::Seconds(10);
  for (absl::Time now = start_; answered_ < plan_.calls && now <= end;
       now = absl::Now()) {
    CallWhatIsDue(now);
    FlushDirty();
    Wait(called_ < plan_.calls ? start_ + called_ * plan_.interval : end);
  }
}

std::string Generator::ToJson() {
  return absl::StrFormat(
      "{\"calls\": %d, \"unanswered\": %d, \"wrong\": %d, \"measured\": %d, "
      "\"latency_us\": %s, \"send_delay_us\": %s}",
      plan_.calls, plan_.calls - answered_, wrong_, latencies_.count(),
      latencies_.ToJson(), delays_.ToJson());
}

std::string ReadBody(const std::string& path) {
  const absl::StatusOr<std::string> file = base::ReadFile(path);
  Require(file.status());
  return *file;
}

Plan ReadPlan() {
  Plan plan;
  plan.address = absl::GetFlag(FLAGS_address);
  plan.method = absl::GetFlag(FLAGS_method);
  plan.cerbos = absl::GetFlag(FLAGS_cerbos);
  plan.connections = absl::GetFlag(FLAGS_connections);
  const double rate = absl::GetFlag(FLAGS_rate);
  const double warm_up = absl::GetFlag(FLAGS_warm_up);
  const double seconds = absl::GetFlag(FLAGS_seconds);
  if (plan.address.empty() || plan.method.empty() || plan.connections < 1 ||
      !(rate > 0) || !(seconds > 0) || !(warm_up >= 0)) {
    Require(absl::InvalidArgumentError(
        "give --address, --method, --request and --answer, and positive "
        "numbers; see --help"));
  }
  plan.interval = absl::Seconds(1) / rate;
  plan.warm_up_calls = static_cast<std::int64_t>(warm_up * rate);
  plan.calls = plan.warm_up_calls + static_cast<std::int64_t>(seconds * rate);
  plan.request = ReadBody(absl::GetFlag(FLAGS_request));
  plan.answer = ReadBody(absl::GetFlag(FLAGS_answer));
  return plan;
}

int Main(const std::vector<std::string>& arguments) {
  const auto flags = base::FlagsDefinedIn("bench/open_loop.cc");
  Require(base::ParseFlags(arguments, flags).status());
  if (absl::GetFlag(FLAGS_help)) {
    std::cout << "open_loop calls a gRPC server at a fixed rate, and says how "
                 "long calls took from\nthe moment they were due.\n\n"
              << base::FlagsHelp(flags)
              << "\nPrints a line of JSON. Ends with status 0 where every call "
                 "got the right\nanswer, else 1, and 2 where it could not call "
                 "them all.\n";
    return 0;
  }
  const Plan plan = ReadPlan();
  // Wakes up when a call is due, and not up to 50 us later.
  prctl(PR_SET_TIMERSLACK, 1);
  Generator generator(plan);
  generator.Run();
  std::cout << generator.ToJson() << std::endl;
  return generator.AllRight() ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  return bench::Main(std::vector<std::string>(argv + 1, argv + argc));
}
