// The threads of the real server.

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/policies/embedded_policy.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::ServerProcess;
using testing_support::TempFolder;

// How many threads of each name a process has.
std::map<std::string, int> ThreadsOf(pid_t pid) {
  std::map<std::string, int> threads;
  for (const auto& thread : std::filesystem::directory_iterator(
           absl::StrCat("/proc/", pid, "/task"))) {
    std::string name;
    std::getline(std::ifstream(thread.path() / "comm"), name);
    ++threads[name];
  }
  return threads;
}

TEST(ThreadsTest, AreAsManyAsItIsToldAndHaveNames) {
  const TempFolder folder;
  const std::string policy =
      folder.Write("policy.txtpb", std::string(authz::EmbeddedPolicyText()));
  const auto server =
      ServerProcess::Start({"--threads=3", "--decision_log=/dev/null",
                            absl::StrCat("--policy=", policy)});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::map<std::string, int> expected = {{"accept", 1},
                                               {"answer", 3},
                                               {"batches", 3},
                                               {"decision_log", 1},
                                               {"file_watcher", 1}};
  // A thread names itself when its turn first comes.
  std::map<std::string, int> named;
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  do {
    named = ThreadsOf((*server)->process().pid());
    for (auto i = named.begin(); i != named.end();) {
      i = expected.count(i->first) == 0 ? named.erase(i) : std::next(i);
    }
  } while (named != expected && absl::Now() < deadline);
  EXPECT_EQ(named, expected);
}

}  // namespace
}  // namespace server
