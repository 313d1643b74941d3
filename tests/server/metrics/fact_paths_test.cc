#include "server/metrics/fact_paths.h"

#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace server {
namespace {

TEST(FactPathsTest, LeavesIndexesOut) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"owner_id", "owner_id"},
      {"targets[0].internal_employee", "targets[].internal_employee"},
      {"items[12345].actor_access.private_access",
       "items[].actor_access.private_access"},
      {"a[1][2].b[3]", "a[][].b[]"},
      {"a[1", "a["},
      {"", ""},
  };
  for (const auto& [path, name] : cases) {
    FactPaths paths;
    EXPECT_EQ(paths.NumberOf(path), 0U) << path;
    EXPECT_EQ(paths.Name(0), name) << path;
  }
}

TEST(FactPathsTest, APathKeepsItsNumber) {
  FactPaths paths;
  EXPECT_EQ(paths.size(), 0U);
  EXPECT_EQ(paths.NumberOf("a"), 0U);
  EXPECT_EQ(paths.NumberOf("b[1]"), 1U);
  EXPECT_EQ(paths.NumberOf("b[2]"), 1U);
  EXPECT_EQ(paths.NumberOf("a"), 0U);
  EXPECT_EQ(paths.size(), 2U);
}

TEST(FactPathsTest, HasNoMoreThanItMay) {
  FactPaths paths;
  for (std::size_t i = 0; i < FactPaths::kMax; ++i) {
    EXPECT_EQ(paths.NumberOf(absl::StrCat("p", i)), i);
  }
  EXPECT_EQ(paths.NumberOf("one_more"), FactPaths::kOther);
  EXPECT_EQ(paths.NumberOf("p3"), 3U);
  EXPECT_EQ(paths.size(), FactPaths::kMax);
  EXPECT_EQ(paths.Name(FactPaths::kOther), "other");
}

TEST(FactPathsTest, ALongPathIsAnother) {
  FactPaths paths;
  EXPECT_EQ(paths.NumberOf(std::string(128, 'x')), 0U);
  EXPECT_EQ(paths.NumberOf(std::string(129, 'x')), FactPaths::kOther);
  EXPECT_EQ(paths.size(), 1U);
}

TEST(FactPathsTest, ThreadsAgree) {
  constexpr int kThreads = 4;
  FactPaths paths;
  std::vector<std::vector<std::size_t>> numbers(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&paths, &mine = numbers[t]] {
      for (int i = 0; i < 100; ++i) {
        mine.push_back(paths.NumberOf(absl::StrCat("p", i)));
      }
      // Once more, now that all are there.
      for (int i = 0; i < 100; ++i) {
        mine[i] = paths.NumberOf(absl::StrCat("p", i));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 1; t < kThreads; ++t) EXPECT_EQ(numbers[t], numbers[0]);
  ASSERT_EQ(paths.size(), FactPaths::kMax);
  for (int i = 0; i < 100; ++i) {
    const std::size_t number = numbers[0][i];
    if (number != FactPaths::kOther) {
      EXPECT_EQ(paths.Name(number), absl::StrCat("p", i));
    }
  }
}

}  // namespace
}  // namespace server
