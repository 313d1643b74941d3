#include "tests/server/decision_log/log_entries.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace server {

std::vector<DecisionLogEntry> ParseEntries(absl::string_view lines) {
  std::vector<DecisionLogEntry> entries;
  if (lines.empty()) return entries;
  EXPECT_TRUE(absl::ConsumeSuffix(&lines, "\n")) << lines;
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    const auto status = google::protobuf::util::JsonStringToMessage(
        std::string(line), &entries.emplace_back());
    EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << line;
  }
  return entries;
}

std::vector<DecisionLogEntry> EntriesOf(const std::string& path) {
  return ParseEntries(base::ReadFile(path).value_or(""));
}

std::vector<DecisionLogEntry> WaitForEntries(const std::string& path,
                                             std::size_t count) {
  constexpr int kTimeoutMs = 60'000;
  const int changes = inotify_init1(IN_CLOEXEC);
  EXPECT_GE(inotify_add_watch(changes, path.c_str(), IN_MODIFY), 0) << path;
  std::string lines;
  pollfd polled = {changes, POLLIN, 0};
  do {
    lines = base::ReadFile(path).value_or("");
    if (std::count(lines.begin(), lines.end(), '\n') >=
            static_cast<std::ptrdiff_t>(count) &&
        absl::EndsWith(lines, "\n")) {
      close(changes);
      return ParseEntries(lines);
    }
    std::array<char, 4096> events;
    if (poll(&polled, 1, kTimeoutMs) != 1) break;
    EXPECT_GT(read(changes, events.data(), events.size()), 0);
  } while (true);
  close(changes);
  ADD_FAILURE() << path << " has not got " << count << " lines:\n" << lines;
  return {};
}

std::vector<std::string> CallIds(const std::vector<DecisionLogEntry>& entries) {
  std::vector<std::string> ids;
  ids.reserve(entries.size());
  for (const DecisionLogEntry& entry : entries) ids.push_back(entry.call_id());
  return ids;
}

}  // namespace server
