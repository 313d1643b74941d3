// Files that are put in force together: at the start, and again whenever any of
// them changes.

#ifndef SERVER_FILE_RELOADER_H_
#define SERVER_FILE_RELOADER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/file_watcher.h"

namespace server {

// Thread-safe. What cannot be taken is told of in the operation log once for
// each change of the files, and what was taken last stays in force.
class FileReloader {
 public:
  // What the files have, in their order.
  using Texts = std::vector<std::string>;
  // Puts the texts in force as a whole, and returns what there is to say of
  // them, such as "expires at ..."; or leaves all as it is and returns why.
  // Never called twice at a time.
  using Take = std::function<absl::StatusOr<std::string>(const Texts&)>;

  // How often changed files were taken since the start, and were not.
  struct Counts {
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
  };

  // Reads the files and takes them, or returns why not. `what` is what reports
  // call them, such as "certificate".
  static absl::StatusOr<std::unique_ptr<FileReloader>> Load(
      std::string what, std::vector<std::string> paths, Take take);

  FileReloader(const FileReloader&) = delete;
  FileReloader& operator=(const FileReloader&) = delete;

  // From now on takes the files whenever they have changed. To be called once.
  absl::Status Watch();

  Counts counts() const;

 private:
  FileReloader(std::string what, std::vector<std::string> paths, Take take,
               Texts texts);

  void TakeIfChanged();

  const std::string what_;
  const std::vector<std::string> paths_;
  const Take take_;
  mutable absl::Mutex mutex_;
  // What the files had the last time, or why they could not be read.
  absl::StatusOr<Texts> last_texts_ ABSL_GUARDED_BY(mutex_);
  Counts counts_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileWatcher> watcher_;
};

}  // namespace server

#endif  // SERVER_FILE_RELOADER_H_
