#include "server/resources/memory_guard.h"

#include <chrono>
#include <cstdint>
#include <optional>

#include "gtest/gtest.h"

namespace server {
namespace {

using std::chrono::milliseconds;

// A process whose memory is what the test says.
class MemoryGuardTest : public testing::Test {
 protected:
  // Looks when the time has come; what is free can be given back.
  MemoryGuard::Look Look(std::int64_t in_use, std::int64_t free = 0) {
    in_use_ = in_use;
    free_ = free;
    return guard_.LookAt(now_);
  }
  void Wait(milliseconds time) { now_ += time; }

  MemoryGuard guard_{1000, [this] { return in_use_ + free_; },
                     [this] {
                       ++trims_;
                       free_ = 0;
                       return in_use_;
                     }};
  std::int64_t in_use_ = 0;
  std::int64_t free_ = 0;
  int trims_ = 0;
  MemoryGuard::Clock::time_point now_{std::chrono::hours(1)};
};

TEST_F(MemoryGuardTest, LooksMoreOftenNearTheLimit) {
  EXPECT_EQ(Look(500).next, milliseconds(20));
  EXPECT_EQ(Look(501).next, milliseconds(5));
  EXPECT_EQ(Look(751).next, milliseconds(5));
  EXPECT_EQ(Look(1001).next, milliseconds(5));
}

TEST_F(MemoryGuardTest, IsShortAboveThreeQuarters) {
  EXPECT_FALSE(guard_.IsShort());
  EXPECT_FALSE(Look(750).too_much.has_value());
  EXPECT_FALSE(guard_.IsShort());
  EXPECT_FALSE(Look(751).too_much.has_value());
  EXPECT_TRUE(guard_.IsShort());
  EXPECT_FALSE(Look(750).too_much.has_value());
  EXPECT_FALSE(guard_.IsShort());
}

TEST_F(MemoryGuardTest, WhatIsFreeIsGivenBackFirst) {
  EXPECT_FALSE(Look(/*in_use=*/750, /*free=*/600).too_much.has_value());
  EXPECT_FALSE(guard_.IsShort());
  EXPECT_EQ(trims_, 1);
}

TEST_F(MemoryGuardTest, GivesBackNotTooOften) {
  Look(900);
  Wait(milliseconds(19));
  EXPECT_FALSE(Look(/*in_use=*/100, /*free=*/800).too_much.has_value());
  EXPECT_TRUE(guard_.IsShort());
  EXPECT_EQ(trims_, 1);
  Wait(milliseconds(1));
  Look(/*in_use=*/100, /*free=*/800);
  EXPECT_FALSE(guard_.IsShort());
  EXPECT_EQ(trims_, 2);
}

TEST_F(MemoryGuardTest, ConnectionsAreClosedAboveTheLimit) {
  EXPECT_FALSE(Look(1000).too_much.has_value());
  Wait(milliseconds(20));
  EXPECT_EQ(Look(1001).too_much, 1001);
  EXPECT_TRUE(guard_.IsShort());
}

TEST_F(MemoryGuardTest, NoMoreAreClosedUntilThoseShouldBeGone) {
  EXPECT_TRUE(Look(2000).too_much.has_value());
  Wait(milliseconds(199));
  EXPECT_FALSE(Look(2000).too_much.has_value());
  Wait(milliseconds(20));
  EXPECT_TRUE(Look(2000).too_much.has_value());
}

TEST_F(MemoryGuardTest, MoreAreClosedAtOnceWhereMemoryGrows) {
  EXPECT_TRUE(Look(2000).too_much.has_value());
  Wait(milliseconds(20));
  EXPECT_FALSE(Look(2125).too_much.has_value());
  Wait(milliseconds(20));
  EXPECT_EQ(Look(2126).too_much, 2126);
}

TEST_F(MemoryGuardTest, ConnectionsAreClosedWhereToRefuseCallsDoesNotHelp) {
  Look(800);
  Wait(milliseconds(1999));
  EXPECT_FALSE(Look(800).too_much.has_value());
  Wait(milliseconds(20));
  EXPECT_EQ(Look(800).too_much, 800);
}

TEST_F(MemoryGuardTest, PatienceBeginsAnewOnceThereIsMemory) {
  Look(800);
  Wait(milliseconds(1900));
  Look(700);
  Wait(milliseconds(100));
  Look(800);
  Wait(milliseconds(1999));
  EXPECT_FALSE(Look(800).too_much.has_value());
}

TEST_F(MemoryGuardTest, DoesNothingWhereMemoryCannotBeTold) {
  MemoryGuard guard(
      1, [] { return std::nullopt; }, [] { return std::nullopt; });
  EXPECT_FALSE(guard.LookAt(now_).too_much.has_value());
  EXPECT_FALSE(guard.IsShort());
}

}  // namespace
}  // namespace server
