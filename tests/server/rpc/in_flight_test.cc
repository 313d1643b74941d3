#include "server/rpc/in_flight.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

// How many a share takes until there are no more.
int TakeAll(InFlight::Share& share) {
  int taken = 0;
  while (share.Take()) ++taken;
  return taken;
}

TEST(InFlightTest, OneShareMayTakeAll) {
  for (const int max : {1, 2, 31, 32, 33, 1000}) {
    InFlight all(max, 2);
    InFlight::Share share(all);
    EXPECT_EQ(TakeAll(share), max);
    share.GiveBack();
    EXPECT_EQ(TakeAll(share), 1);
  }
}

// What is few is not kept in hand.
TEST(InFlightTest, FewAreSharedExactly) {
  InFlight all(2, 2);
  InFlight::Share first(all);
  InFlight::Share second(all);
  EXPECT_EQ(TakeAll(first), 2);
  EXPECT_FALSE(second.Take());
  first.GiveBack();
  EXPECT_TRUE(second.Take());
  EXPECT_FALSE(first.Take());
}

// However the shares came to hold what they do.
TEST(InFlightTest, NoShareKeepsMuchFromTheOthers) {
  for (const int max : {16, 100, 1000, 4000}) {
    for (const int shares : {1, 2, 3, 16, 64}) {
      InFlight all(max, shares);
      std::vector<InFlight::Share> idle(shares - 1, InFlight::Share(all));
      for (InFlight::Share& share : idle) {
        const int taken = TakeAll(share);
        for (int i = 0; i < taken; ++i) share.GiveBack();
      }
      InFlight::Share busy(all);
      EXPECT_GE(TakeAll(busy), max * 7 / 8) << max << " by " << shares;
    }
  }
}

TEST(InFlightTest, NeverTooManyFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kMax = 200;
  InFlight all(kMax, kThreads);
  std::atomic<int> in_flight = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      InFlight::Share share(all);
      int held = 0;
      for (int step = 0; step < 200'000; ++step) {
        // Goes up and down, each thread in its own time.
        const bool more = step / (500 + 100 * i) % 2 == 0;
        if (more && share.Take()) {
          ++held;
          const int now = ++in_flight;
          int before = most;
          while (before < now && !most.compare_exchange_weak(before, now)) {
          }
        } else if (held > 0) {
          --held;
          --in_flight;
          share.GiveBack();
        }
      }
      for (; held > 0; --held) {
        --in_flight;
        share.GiveBack();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, kMax);
  EXPECT_GT(most, kMax / 2);
  InFlight::Share share(all);
  EXPECT_GE(TakeAll(share), kMax * 7 / 8);
}

}  // namespace
}  // namespace server
