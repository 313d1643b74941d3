// A thread that calls back when files may have changed.

#ifndef SERVER_RELOAD_FILE_WATCHER_H_
#define SERVER_RELOAD_FILE_WATCHER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"

namespace server {

// Watches the folders that the files are in, and not the files, so that it
// sees one file take the place of another: as editors do, and as Kubernetes
// does when it swaps the symbolic link in a mounted ConfigMap. What the system
// does not tell of, as on a network file system, or where it has no inotify
// instance left, is found by looking again every few seconds.
class FileWatcher {
 public:
  // Calls `may_have_changed` in a thread of its own: once from the start, since
  // files may have changed before, and from then on whenever any of them may
  // have. It may also be called where nothing has changed.
  static absl::StatusOr<std::unique_ptr<FileWatcher>> Start(
      std::vector<std::string> files, std::function<void()> may_have_changed);

  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;
  // Waits for a call that is under way.
  ~FileWatcher();

 private:
  FileWatcher(std::vector<std::string> files,
              std::function<void()> may_have_changed, int inotify_fd,
              int stop_fd);
  void Run();
  void WatchFolders();
  // Waits for an event; false: it is time to stop.
  bool Wait();

  const std::vector<std::string> files_;
  const std::function<void()> may_have_changed_;
  // Negative where there is none.
  const int inotify_fd_;
  // An eventfd that becomes readable when it is time to stop.
  const int stop_fd_;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_RELOAD_FILE_WATCHER_H_
