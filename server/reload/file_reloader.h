// Loads files that belong together, and again when one of them changes or when
// asked.

#ifndef SERVER_RELOAD_FILE_RELOADER_H_
#define SERVER_RELOAD_FILE_RELOADER_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/reload/reloads.h"

namespace server {

// Thread-safe. What cannot be taken is told of in the operation log once for
// each change of the files, and what was taken last stays in force.
class FileReloader {
 public:
  // In the operation log.
  struct Names {
    // What the files are for, such as "certificate".
    std::string what;
    // The field that says what is in force.
    std::string field = "now";
  };
  // What the files have, in their order.
  using Texts = std::vector<std::string>;
  // Puts the texts in force as a whole, and returns what there is to say of
  // them, such as "expires at ..."; or leaves all as it is and returns why.
  // Never called twice at a time.
  using Take = std::function<absl::StatusOr<std::string>(const Texts&)>;

  // Reads the files and takes them, or returns why not.
  static absl::StatusOr<std::unique_ptr<FileReloader>> Load(
      Names names, std::vector<std::string> paths, Take take);

  FileReloader(const FileReloader&) = delete;
  FileReloader& operator=(const FileReloader&) = delete;
  // Waits for a Take that is under way.
  ~FileReloader();

  // What the files are for, such as "certificate".
  const std::string& what() const { return names_.what; }

  // From now on takes the files, in a thread of its own, whenever they have
  // changed and then stayed the same for a tenth of a second. Looks at what
  // they have, and so sees also one that takes the place of another, as where
  // Kubernetes swaps a symbolic link on the way to it, and those on network
  // file systems. To be called once.
  void Watch();

  // Takes the files again, changed or not.
  void Reload();

  // Does not wait for a Take that is under way.
  Reloads reloads() const;

 private:
  FileReloader(Names names, std::vector<std::string> paths, Take take,
               Texts texts, std::string in_force);

  void Run();
  void TakeTexts(absl::StatusOr<Texts> texts)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(taking_);

  const Names names_;
  const std::vector<std::string> paths_;
  const Take take_;
  absl::Mutex taking_;
  // What the files had the last time, or why they could not be read.
  absl::StatusOr<Texts> last_texts_ ABSL_GUARDED_BY(taking_);
  // What Take said of what it took last.
  std::string in_force_ ABSL_GUARDED_BY(taking_);
  mutable absl::Mutex mutex_;
  Reloads reloads_ ABSL_GUARDED_BY(mutex_);
  std::mutex stop_mutex_;
  std::condition_variable stopped_;
  bool is_stopped_ = false;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_RELOAD_FILE_RELOADER_H_
