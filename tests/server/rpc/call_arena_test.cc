#include "server/rpc/call_arena.h"

#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Where the last of so many checks of the next call is.
const void* LastOf(int checks, CallArena& arena) {
  arena.Reset();
  auto& batch = arena.Create<v1::BatchCheckRequest>();
  for (int i = 0; i < checks; ++i) {
    batch.add_checks()->mutable_message()->set_id("m");
  }
  return &batch.checks(checks - 1);
}

TEST(CallArenaTest, UsesTheSameMemoryForSmallCalls) {
  CallArena arena;
  const void* first = LastOf(10, arena);
  for (int call = 0; call < 100; ++call) ASSERT_EQ(LastOf(10, arena), first);
}

// The first large call makes it keep as much as that took.
TEST(CallArenaTest, UsesTheSameMemoryForLargeCalls) {
  CallArena arena;
  EXPECT_NE(LastOf(5'000, arena), nullptr);
  const void* second = LastOf(5'000, arena);
  for (int call = 0; call < 100; ++call)
    ASSERT_EQ(LastOf(5'000, arena), second);
}

TEST(CallArenaTest, HasRoomForCallsThatAreLargerThanWhatIsKept) {
  CallArena arena;
  for (int call = 0; call < 3; ++call) {
    arena.Reset();
    auto& batch = arena.Create<v1::BatchCheckRequest>();
    for (int i = 0; i < 100'000; ++i) {
      batch.add_checks()->set_project_id("p1");
    }
    EXPECT_EQ(batch.checks(99'999).project_id(), "p1");
  }
}

}  // namespace
}  // namespace server
