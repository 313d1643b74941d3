#include "server/reload/file_watcher.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/read_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::TempFolder;

// Notes what a file has whenever it may have changed.
class Observer {
 public:
  explicit Observer(std::string path) : path_(std::move(path)) {
    absl::StatusOr<std::unique_ptr<FileWatcher>> watcher =
        FileWatcher::Start({path_}, [this] { Look(); });
    EXPECT_TRUE(watcher.ok()) << watcher.status();
    watcher_ = *std::move(watcher);
  }

  // Whether the file was seen with that content, soon enough to have been told.
  bool Sees(const std::string& content) {
    return SeesWithin(absl::Seconds(4), content);
  }

  bool SeesWithin(absl::Duration time, const std::string& content) {
    const absl::MutexLock lock(&mutex_);
    const auto seen = [&] { return seen_ == content; };
    return mutex_.AwaitWithTimeout(absl::Condition(&seen), time);
  }

 private:
  void Look() {
    const absl::StatusOr<std::string> content = base::ReadFile(path_);
    const absl::MutexLock lock(&mutex_);
    seen_ = content.ok() ? *content : "none";
  }

  const std::string path_;
  absl::Mutex mutex_;
  std::string seen_;
  std::unique_ptr<FileWatcher> watcher_;
};

TEST(FileWatcherTest, SeesWhatIsThereAtTheStart) {
  const TempFolder folder;
  Observer observer(folder.Write("file", "a"));
  EXPECT_TRUE(observer.Sees("a"));
}

TEST(FileWatcherTest, SeesAFileWrittenInPlace) {
  const TempFolder folder;
  Observer observer(folder.Write("file", "a"));
  ASSERT_TRUE(observer.Sees("a"));
  folder.Write("file", "b");
  EXPECT_TRUE(observer.Sees("b"));
}

TEST(FileWatcherTest, SeesAFileMovedIntoPlace) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "a");
  Observer observer(path);
  ASSERT_TRUE(observer.Sees("a"));
  std::filesystem::rename(folder.Write("new", "b"), path);
  EXPECT_TRUE(observer.Sees("b"));
}

TEST(FileWatcherTest, SeesAFileGoAndComeBack) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "a");
  Observer observer(path);
  ASSERT_TRUE(observer.Sees("a"));
  std::filesystem::remove(path);
  ASSERT_TRUE(observer.Sees("none"));
  folder.Write("file", "b");
  EXPECT_TRUE(observer.Sees("b"));
}

TEST(FileWatcherTest, SeesTheFileThatALinkIsFor) {
  const TempFolder folder, elsewhere;
  const std::string path = folder.Path("file");
  std::filesystem::create_symlink(elsewhere.Write("file", "a"), path);
  Observer observer(path);
  ASSERT_TRUE(observer.Sees("a"));
  elsewhere.Write("file", "b");
  EXPECT_TRUE(observer.Sees("b"));
}

// As Kubernetes does it: the file is a link into a folder that is a link to the
// folder of a version, and this last link is what changes.
TEST(FileWatcherTest, SeesAMountedConfigMapChange) {
  const TempFolder folder;
  const auto add_version = [&](const std::string& version) {
    std::filesystem::create_directory(folder.Path(version));
    folder.Write(version + "/file", version);
    std::filesystem::create_directory_symlink(version, folder.Path("..tmp"));
    std::filesystem::rename(folder.Path("..tmp"), folder.Path("..data"));
  };
  add_version("..1");
  std::filesystem::create_symlink("..data/file", folder.Path("file"));
  Observer observer(folder.Path("file"));
  ASSERT_TRUE(observer.Sees("..1"));
  add_version("..2");
  EXPECT_TRUE(observer.Sees("..2"));
  std::filesystem::remove_all(folder.Path("..1"));
  add_version("..3");
  EXPECT_TRUE(observer.Sees("..3"));
}

// Lets the process have no more than one file descriptor more while it exists.
class OneMoreDescriptor {
 public:
  OneMoreDescriptor() {
    EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int next = dup(STDERR_FILENO);
    EXPECT_GE(next, 0);
    close(next);
    const rlimit fewer = {static_cast<rlim_t>(next) + 1, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &fewer), 0);
  }
  OneMoreDescriptor(const OneMoreDescriptor&) = delete;
  OneMoreDescriptor& operator=(const OneMoreDescriptor&) = delete;
  ~OneMoreDescriptor() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_ = {};
};

// As where the user has no inotify instance left.
TEST(FileWatcherTest, LooksAgainWhereTheSystemDoesNotTell) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "a");
  testing::internal::CaptureStderr();
  std::unique_ptr<Observer> observer;
  {
    const OneMoreDescriptor limit;
    observer = std::make_unique<Observer>(path);
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("changes of files are noticed late"));
  folder.Write("file", "b");
  EXPECT_TRUE(observer->SeesWithin(absl::Seconds(30), "b"));
}

// A name without a folder is one of the working folder.
TEST(FileWatcherTest, TakesARelativePath) {
  const TempFolder folder;
  const int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(chdir(folder.Path("").c_str()), 0);
  {
    folder.Write("file", "a");
    Observer observer("file");
    EXPECT_TRUE(observer.Sees("a"));
    folder.Write("file", "b");
    EXPECT_TRUE(observer.Sees("b"));
  }
  ASSERT_EQ(fchdir(before), 0);
  close(before);
}

}  // namespace
}  // namespace server
