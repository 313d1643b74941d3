// A running authz_server, in a process of its own.
//
//   absl::StatusOr<std::unique_ptr<ServerProcess>> server =
//       ServerProcess::Start({"--listen=127.0.0.1:0"});
//   ASSERT_TRUE(server.ok()) << server.status();
//   ... (*server)->address() ...
//   EXPECT_TRUE((*server)->Stop().ok());

#ifndef TESTS_SUPPORT_SERVER_PROCESS_H_
#define TESTS_SUPPORT_SERVER_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/support/subprocess.h"

namespace testing_support {

// Where the server is among a test's data files.
inline constexpr char kServerProgram[] = "server/authz_server";

class ServerProcess {
 public:
  // Starts the server and waits until it listens. Without a --listen among the
  // flags it listens on a free port of 127.0.0.1. The error has what the server
  // printed on stderr.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      std::vector<std::string> flags = {}, const ProgramOptions& options = {});

  // Where it listens, in the order of --listen: "127.0.0.1:PORT" or
  // "unix:PATH".
  const std::vector<std::string>& addresses() const { return addresses_; }
  // The first of them.
  const std::string& address() const { return addresses_.front(); }

  // For tests of the process itself.
  Process& process() { return *process_; }

  // Ends it with SIGTERM and waits. The error is for an exit status other than
  // 0. A server that is not stopped is killed.
  absl::Status Stop();

 private:
  ServerProcess(std::unique_ptr<Process> process,
                std::vector<std::string> addresses);

  const std::unique_ptr<Process> process_;
  const std::vector<std::string> addresses_;
};

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SERVER_PROCESS_H_
