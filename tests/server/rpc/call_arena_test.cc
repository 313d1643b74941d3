#include "server/rpc/call_arena.h"

#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Where the last of so many checks is.
const void* LastOf(int checks) {
  CallArena arena;
  auto& batch = arena.Create<v1::BatchCheckRequest>();
  for (int i = 0; i < checks; ++i) {
    batch.add_checks()->mutable_message()->set_id("m");
  }
  return &batch.checks(checks - 1);
}

TEST(CallArenaTest, UsesTheSameMemoryForSmallCalls) {
  const void* first = LastOf(10);
  for (int call = 0; call < 100; ++call) ASSERT_EQ(LastOf(10), first);
}

// The first large call makes the thread keep as much as it took.
TEST(CallArenaTest, UsesTheSameMemoryForLargeCalls) {
  EXPECT_NE(LastOf(5'000), nullptr);
  const void* second = LastOf(5'000);
  for (int call = 0; call < 100; ++call) ASSERT_EQ(LastOf(5'000), second);
}

TEST(CallArenaTest, HasRoomForCallsThatAreLargerThanWhatIsKept) {
  for (int call = 0; call < 3; ++call) {
    CallArena arena;
    auto& batch = arena.Create<v1::BatchCheckRequest>();
    for (int i = 0; i < 100'000; ++i) {
      batch.add_checks()->set_project_id("p1");
    }
    EXPECT_EQ(batch.checks(99'999).project_id(), "p1");
  }
}

}  // namespace
}  // namespace server
