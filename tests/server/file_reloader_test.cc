#include "server/file_reloader.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/secret_volume.h"

namespace server {
namespace {

using testing_support::SecretVolume;

// Takes all but what has "bad" in it.
class Taker {
 public:
  absl::StatusOr<std::string> Take(const FileReloader::Texts& texts) {
    const absl::MutexLock lock(&mutex_);
    taken_.push_back(texts);
    for (const std::string& text : texts) {
      if (text == "bad") return absl::InvalidArgumentError("it is bad");
    }
    return "good";
  }

  // Waits until it was called so many times, and returns with what.
  std::vector<FileReloader::Texts> WaitFor(std::size_t calls) {
    const auto called = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return taken_.size() >= calls;
    };
    const absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(
        mutex_.AwaitWithTimeout(absl::Condition(&called), absl::Seconds(50)));
    return taken_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<FileReloader::Texts> taken_ ABSL_GUARDED_BY(mutex_);
};

class FileReloaderTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<FileReloader>> Load(
      std::vector<std::string> paths) {
    return FileReloader::Load("test", std::move(paths),
                              [this](const FileReloader::Texts& texts) {
                                return taker_.Take(texts);
                              });
  }

  Taker taker_;
  SecretVolume volume_{{{"a", "1"}, {"b", "2"}}};
};

TEST_F(FileReloaderTest, TakesAllFilesInTheirOrder) {
  const auto reloader = Load({volume_.Path("b"), volume_.Path("a")});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  EXPECT_EQ(taker_.WaitFor(1), (std::vector<FileReloader::Texts>{{"2", "1"}}));
  EXPECT_EQ((*reloader)->counts().succeeded, 0);
  EXPECT_EQ((*reloader)->counts().failed, 0);
}

TEST_F(FileReloaderTest, WhatCannotBeTakenAtTheStartIsAnError) {
  volume_.Replace({{"a", "bad"}, {"b", "2"}});
  EXPECT_EQ(Load({volume_.Path("a")}).status(),
            absl::InvalidArgumentError("it is bad"));
  EXPECT_TRUE(absl::IsInvalidArgument(Load({volume_.Path("none")}).status()));
}

// Takes are counted before counts() returns, since it waits for one that is
// under way.
TEST_F(FileReloaderTest, CountsWhatItTookAndWhatItDidNot) {
  const auto reloader = Load({volume_.Path("a"), volume_.Path("b")});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  ASSERT_TRUE((*reloader)->Watch().ok());
  volume_.Replace({{"a", "3"}, {"b", "4"}});
  EXPECT_EQ(taker_.WaitFor(2).back(), (FileReloader::Texts{"3", "4"}));
  EXPECT_EQ((*reloader)->counts().succeeded, 1);
  volume_.Replace({{"a", "3"}, {"b", "bad"}});
  EXPECT_EQ(taker_.WaitFor(3).back(), (FileReloader::Texts{"3", "bad"}));
  EXPECT_EQ((*reloader)->counts().failed, 1);
  // The same in another version is no change.
  volume_.Replace({{"a", "3"}, {"b", "bad"}});
  volume_.Replace({{"a", "5"}, {"b", "6"}});
  EXPECT_EQ(taker_.WaitFor(4).back(), (FileReloader::Texts{"5", "6"}));
  EXPECT_EQ((*reloader)->counts().succeeded, 2);
  EXPECT_EQ((*reloader)->counts().failed, 1);
}

}  // namespace
}  // namespace server
