#include "server/reload/file_reloader.h"

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/reload/reloads.h"
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
    return FileReloader::Load({"test"}, std::move(paths),
                              [this](const FileReloader::Texts& texts) {
                                return taker_.Take(texts);
                              });
  }

  // Waits until so many takes have been noted.
  static Reloads WaitForReloads(const FileReloader& reloader,
                                std::int64_t count) {
    const absl::Time end = absl::Now() + absl::Seconds(50);
    Reloads reloads = reloader.reloads();
    while (reloads.succeeded + reloads.failed < count && absl::Now() < end) {
      std::this_thread::yield();
      reloads = reloader.reloads();
    }
    return reloads;
  }

  static void ExpectReloads(const Reloads& reloads, std::int64_t succeeded,
                            std::int64_t failed, const std::string& error) {
    EXPECT_EQ(reloads.succeeded, succeeded);
    EXPECT_EQ(reloads.failed, failed);
    ASSERT_TRUE(reloads.last.has_value());
    EXPECT_EQ(reloads.last->error, error);
  }

  Taker taker_;
  SecretVolume volume_{{{"a", "1"}, {"b", "2"}}};
};

TEST_F(FileReloaderTest, TakesAllFilesInTheirOrder) {
  const auto reloader = Load({volume_.Path("b"), volume_.Path("a")});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  EXPECT_EQ(taker_.WaitFor(1), (std::vector<FileReloader::Texts>{{"2", "1"}}));
  EXPECT_EQ((*reloader)->reloads().succeeded, 0);
  EXPECT_EQ((*reloader)->reloads().failed, 0);
  EXPECT_FALSE((*reloader)->reloads().last.has_value());
}

TEST_F(FileReloaderTest, WhatCannotBeTakenAtTheStartIsAnError) {
  volume_.Replace({{"a", "bad"}, {"b", "2"}});
  EXPECT_EQ(Load({volume_.Path("a")}).status(),
            absl::InvalidArgumentError("it is bad"));
  EXPECT_TRUE(absl::IsInvalidArgument(Load({volume_.Path("none")}).status()));
}

TEST_F(FileReloaderTest, TellsWhatItTookAndWhatItDidNot) {
  const auto reloader = Load({volume_.Path("a"), volume_.Path("b")});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  (*reloader)->Watch();
  volume_.Replace({{"a", "3"}, {"b", "4"}});
  EXPECT_EQ(taker_.WaitFor(2).back(), (FileReloader::Texts{"3", "4"}));
  ExpectReloads(WaitForReloads(**reloader, 1), 1, 0, "");
  volume_.Replace({{"a", "3"}, {"b", "bad"}});
  EXPECT_EQ(taker_.WaitFor(3).back(), (FileReloader::Texts{"3", "bad"}));
  ExpectReloads(WaitForReloads(**reloader, 2), 1, 1, "it is bad");
  // The same in another version is no change.
  volume_.Replace({{"a", "3"}, {"b", "bad"}});
  volume_.Replace({{"a", "5"}, {"b", "6"}});
  EXPECT_EQ(taker_.WaitFor(4).back(), (FileReloader::Texts{"5", "6"}));
  ExpectReloads(WaitForReloads(**reloader, 3), 2, 1, "");
}

TEST_F(FileReloaderTest, TakesThemAgainWhenAsked) {
  const auto reloader = Load({volume_.Path("a")});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  (*reloader)->Watch();
  const absl::Time before = absl::Now();
  (*reloader)->Reload();
  ExpectReloads(WaitForReloads(**reloader, 1), 1, 0, "");
  EXPECT_EQ(taker_.WaitFor(2).back(), (FileReloader::Texts{"1"}));
  EXPECT_GE((*reloader)->reloads().last->at, before);
  EXPECT_LE((*reloader)->reloads().last->at, absl::Now());

  volume_.Replace({{"a", "bad"}});
  ExpectReloads(WaitForReloads(**reloader, 2), 1, 1, "it is bad");
  (*reloader)->Reload();
  ExpectReloads(WaitForReloads(**reloader, 3), 1, 2, "it is bad");
  EXPECT_EQ(taker_.WaitFor(4).size(), 4U);
}

TEST_F(FileReloaderTest, TellsOfAFileThatIsNoneAnyMore) {
  const std::string path = volume_.Path("a");
  const auto reloader = Load({path});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  (*reloader)->Watch();
  std::filesystem::remove(path);
  ExpectReloads(
      WaitForReloads(**reloader, 1), 0, 1,
      absl::StrCat("cannot read `", path, "`: no such file or directory"));
  // Nobody writes to it, and opening it would wait for somebody who does.
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  ExpectReloads(WaitForReloads(**reloader, 2), 0, 2,
                absl::StrCat("cannot read `", path,
                             "`: it is a pipe or a device, give a regular "
                             "file"));
  EXPECT_EQ(taker_.WaitFor(1).size(), 1U);
}

TEST_F(FileReloaderTest, WithoutFilesThereIsNothingToWatch) {
  const auto reloader = Load({});
  ASSERT_TRUE(reloader.ok()) << reloader.status();
  (*reloader)->Watch();
  (*reloader)->Reload();
  ExpectReloads(WaitForReloads(**reloader, 1), 1, 0, "");
  EXPECT_EQ(taker_.WaitFor(2).back(), FileReloader::Texts{});
}

}  // namespace
}  // namespace server
