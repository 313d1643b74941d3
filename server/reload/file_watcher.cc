#include "server/reload/file_watcher.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// A file is complete when it is closed or moved into place, and not yet when it
// is created.
constexpr std::uint32_t kEvents =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

// How often to look without being told.
constexpr int kMaxWaitMilliseconds = 5'000;

}  // namespace

absl::StatusOr<std::unique_ptr<FileWatcher>> FileWatcher::Start(
    std::vector<std::string> files, std::function<void()> may_have_changed) {
  const int stop_fd = eventfd(0, EFD_CLOEXEC);
  if (stop_fd < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot make an eventfd: ", std::strerror(errno)));
  }
  const int inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify_fd < 0) {
    // A user has few of them, such as 128 on a node.
    Log(LogLevel::kWarning, "changes of files are noticed late",
        {{"files", absl::StrJoin(files, ",")},
         {"error",
          absl::StrCat("no inotify instance: ", std::strerror(errno))}});
  }
  auto watcher = std::unique_ptr<FileWatcher>(new FileWatcher(
      std::move(files), std::move(may_have_changed), inotify_fd, stop_fd));
  watcher->thread_ = std::thread(&FileWatcher::Run, watcher.get());
  return watcher;
}

FileWatcher::FileWatcher(std::vector<std::string> files,
                         std::function<void()> may_have_changed, int inotify_fd,
                         int stop_fd)
    : files_(std::move(files)),
      may_have_changed_(std::move(may_have_changed)),
      inotify_fd_(inotify_fd),
      stop_fd_(stop_fd) {}

FileWatcher::~FileWatcher() {
  eventfd_write(stop_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(stop_fd_);
  if (inotify_fd_ >= 0) close(inotify_fd_);
}

void FileWatcher::Run() {
  pthread_setname_np(pthread_self(), "file_watcher");
  do {
    // Before the look at the files, so that no change is missed.
    WatchFolders();
    may_have_changed_();
  } while (Wait());
}

void FileWatcher::WatchFolders() {
  for (const std::string& file : files_) {
    // That of the name, and that of what it links to. One that is watched
    // already stays so, and one that does not exist is tried again.
    std::error_code error;
    for (const std::filesystem::path& path :
         {std::filesystem::absolute(file, error),
          std::filesystem::canonical(file, error)}) {
      inotify_add_watch(inotify_fd_, path.parent_path().c_str(), kEvents);
    }
  }
}

bool FileWatcher::Wait() {
  pollfd watched[] = {{stop_fd_, POLLIN, 0}, {inotify_fd_, POLLIN, 0}};
  while (poll(watched, 2, kMaxWaitMilliseconds) < 0 && errno == EINTR) {
  }
  // What happened does not matter, only that something did.
  char events[4096];
  while (read(inotify_fd_, events, sizeof(events)) > 0) {
  }
  return watched[0].revents == 0;
}

}  // namespace server
