// Loads files that belong together, and again when one of them changes or when
// asked.

#ifndef SERVER_RELOAD_FILE_RELOADER_H_
#define SERVER_RELOAD_FILE_RELOADER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/reload/reloads.h"

namespace server {

// Thread-safe. Texts that cannot be taken are reported in the operation log
// once for each change of the files, and those that were taken last stay in
// force.
class FileReloader {
 public:
  // The names that the operation log uses.
  struct Names {
    // What the files are for, such as "certificate".
    std::string what;
    // The field with what Take returned last.
    std::string field = "now";
  };
  // The texts of the files, in their order.
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
  // Waits for what is being read or taken.
  ~FileReloader();

  // What the files are for, such as "certificate".
  const std::string& what() const { return names_.what; }

  // From now on takes the files, in a thread of its own, whenever they have
  // changed and then stayed the same for a tenth of a second. Looks at what
  // they have, and so sees also one that takes the place of another, as where
  // Kubernetes swaps a symbolic link on the way to it, and those on network
  // file systems. To be called once.
  void Watch();

  // Has that thread take the files again, changed or not. Waits for nothing.
  void Reload();

  // To be called now and then: tells where a file has been read for longer than
  // ten seconds, as on a file system that does not answer. Counts as a reload
  // that failed. Once it answers, the files are taken again. Waits for nothing.
  void TellIfHung();

  // Does not wait for a Take that is under way.
  Reloads reloads() const;

 private:
  FileReloader(Names names, std::vector<std::string> paths, Take take,
               Texts texts, std::string in_force);

  enum class Turn { kLook, kReload, kStop };

  void Run();
  Turn WaitForTurn();
  absl::StatusOr<Texts> ReadFor(Turn turn);
  void TakeTexts(absl::StatusOr<Texts> texts);
  // Notes and logs what became of a reload.
  void Note(const absl::StatusOr<std::string>& taken)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Names names_;
  const std::vector<std::string> paths_;
  const Take take_;
  // The texts of the files when they were last read, or why they could not be.
  // Of the thread, once there is one.
  absl::StatusOr<Texts> last_texts_;
  mutable absl::Mutex mutex_;
  // What Take returned for the texts in force.
  std::string in_force_ ABSL_GUARDED_BY(mutex_);
  Reloads reloads_ ABSL_GUARDED_BY(mutex_);
  // Since when the files are being read; nothing where they are not, or where
  // it was told that this takes too long.
  std::optional<std::chrono::steady_clock::time_point> reading_since_
      ABSL_GUARDED_BY(mutex_);
  bool is_hung_ ABSL_GUARDED_BY(mutex_) = false;
  std::mutex turn_mutex_;
  std::condition_variable turn_;
  bool is_stopped_ = false;
  bool is_asked_ = false;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_RELOAD_FILE_RELOADER_H_
