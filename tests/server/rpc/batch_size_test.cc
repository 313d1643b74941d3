#include "server/rpc/batch_size.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

void AddChecks(v1::BatchCheckRequest& batch, int count) {
  for (int i = 0; i < count; ++i) {
    batch.add_checks()->set_action(v1::ACTION_CONFIGURE_TOOL);
  }
}

v1::BatchCheckRequest BatchOf(int checks, int shared_targets = 0,
                              int shared_items = 0) {
  v1::BatchCheckRequest batch;
  AddChecks(batch, checks);
  for (int i = 0; i < shared_targets; ++i) {
    batch.mutable_shared()->add_targets()->set_id("t");
  }
  for (int i = 0; i < shared_items; ++i) {
    batch.mutable_shared()->add_items()->set_id("i");
  }
  return batch;
}

// Checks of which some are to be explained by themselves.
v1::BatchCheckRequest BatchOfExplained(int checks, int explained) {
  v1::BatchCheckRequest batch = BatchOf(checks);
  for (int i = 0; i < explained; ++i) {
    batch.mutable_checks(i)->set_explain(true);
  }
  return batch;
}

v1::BatchCheckRequest BatchOfAllExplained(int checks) {
  v1::BatchCheckRequest batch = BatchOf(checks);
  batch.mutable_shared()->set_explain(true);
  return batch;
}

// With an id that makes it of that many bytes.
v1::BatchCheckRequest BatchOfSize(std::size_t bytes) {
  v1::BatchCheckRequest batch = BatchOf(1);
  std::string& id = *batch.mutable_shared()->mutable_id();
  while (batch.ByteSizeLong() < bytes) {
    id.append(bytes - batch.ByteSizeLong() > 10 ? 10 : 1, 'x');
  }
  EXPECT_EQ(batch.ByteSizeLong(), bytes);
  return batch;
}

v1::BatchCheckRequest BatchWithOwnTargets(int checks, int targets) {
  v1::BatchCheckRequest batch;
  for (int i = 0; i < checks; ++i) {
    v1::CheckRequest& check = *batch.add_checks();
    for (int j = 0; j < targets; ++j) check.add_targets();
  }
  return batch;
}

struct Case {
  std::string name;
  v1::BatchCheckRequest batch;
  bool is_long;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BatchSizeTest : public testing::TestWithParam<Case> {};

// Whether a call of it is to be answered by a batch thread.
bool IsLongCall(const grpc::ByteBuffer& request) {
  grpc::ServerContext context;
  Worker worker(nullptr);
  ServerCall call(worker, context, request);
  return IsLongBatch(call);
}

TEST_P(BatchSizeTest, IsTold) {
  EXPECT_EQ(IsLongCall(ToBuffer(GetParam().batch)), GetParam().is_long);
}

INSTANTIATE_TEST_SUITE_P(
    All, BatchSizeTest,
    testing::ValuesIn(std::vector<Case>{
        {"Empty", {}, false},
        {"OneCheck", BatchOf(1), false},
        {"MaxChecks", BatchOf(256), false},
        {"TooManyChecks", BatchOf(257), true},
        {"TenThousandChecks", BatchOf(10'000), true},
        {"MaxExplanations", BatchOfExplained(96, 10), false},
        {"TooManyExplanations", BatchOfExplained(97, 10), true},
        {"MaxExplanationsByShared", BatchOfAllExplained(15), false},
        {"TooManyExplanationsByShared", BatchOfAllExplained(16), true},
        {"MaxPairsWithTargets", BatchOf(64, 64), false},
        {"TooManyPairsWithTargets", BatchOf(64, 65), true},
        {"MaxPairsWithItems", BatchOf(64, 0, 64), false},
        {"TooManyPairsWithItems", BatchOf(64, 0, 65), true},
        {"TooManyPairsWithBoth", BatchOf(64, 33, 32), true},
        {"OneCheckOfManyTargets", BatchOf(1, 3'000), false},
        {"TargetsOfTheChecksThemselves", BatchWithOwnTargets(200, 20), false},
        {"LargestInBytes", BatchOfSize(16'384), false},
        {"TooLargeInBytes", BatchOfSize(16'385), true},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(BatchSizeBytesTest, MalformedBytesAreNotLong) {
  for (const std::string& bytes :
       {std::string("\x0a"), std::string("\x0a\x7f"), std::string("\x12\xff"),
        std::string("\xff\xff\xff"), std::string(100, '\0'),
        std::string("\x0a\x02\x3a\x05"), NestedGroups(200)}) {
    EXPECT_FALSE(IsLongCall(ToBuffer(bytes)));
  }
}

}  // namespace
}  // namespace server
