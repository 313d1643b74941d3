#include "server/rpc/in_flight.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

TEST(InFlightTest, HasRoomForTheMaximumAndNoMore) {
  for (const int max : {1, 2, 1000}) {
    InFlight in_flight(max);
    for (int i = 0; i < max; ++i) EXPECT_TRUE(in_flight.TryEnter()) << max;
    EXPECT_FALSE(in_flight.TryEnter()) << max;
    EXPECT_FALSE(in_flight.TryEnter()) << max;
    in_flight.Leave();
    EXPECT_TRUE(in_flight.TryEnter()) << max;
    EXPECT_FALSE(in_flight.TryEnter()) << max;
  }
}

TEST(InFlightTest, NeverTooManyFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kMax = 200;
  InFlight in_flight(kMax);
  std::atomic<int> now = 0;
  std::atomic<int> max = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      int held = 0;
      for (int step = 0; step < 200'000; ++step) {
        // Goes up and down, each thread in its own time.
        const bool more = step / (500 + 100 * i) % 2 == 0;
        if (more && in_flight.TryEnter()) {
          ++held;
          const int mine = ++now;
          int before = max;
          while (before < mine && !max.compare_exchange_weak(before, mine)) {
          }
        } else if (held > 0) {
          --held;
          --now;
          in_flight.Leave();
        }
      }
      for (; held > 0; --held) {
        --now;
        in_flight.Leave();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(max, kMax);
  EXPECT_GT(max, kMax / 2);
  for (int i = 0; i < kMax; ++i) EXPECT_TRUE(in_flight.TryEnter());
}

}  // namespace
}  // namespace server
