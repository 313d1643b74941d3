// What is decided without a word from the heap.

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
#include "authz/decide/render.h"
#include "authz/decide/validate.h"
#include "authz/facts/request_view.h"
#include "bench/requests.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace {

thread_local int allocations = 0;

}  // namespace

// The program's own, so that they are counted. The heap behind them is C's.
void* operator new(std::size_t bytes) {
  ++allocations;
  void* memory = std::malloc(bytes);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept {
  std::free(memory);
}

namespace authz {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'760'000'000);

TEST(AllocationTest, IsCounted) {
  allocations = 0;
  const std::vector<int> numbers(100);
  EXPECT_EQ(allocations, 1);
}

TEST(AllocationTest, AFactsDecisionHasNone) {
  const v1::CheckRequest check = bench::ViewCheck();
  const CompiledPolicy& policy = EmbeddedPolicy();
  allocations = 0;
  const Decision decision = Decide(policy, ViewOf(check), kNow);
  EXPECT_EQ(allocations, 0);
  EXPECT_EQ(decision.verdict.allowed, Truth::kTrue);
}

TEST(AllocationTest, ACheckHasNoneBesideItsResponsesArena) {
  const v1::CheckRequest check = bench::ViewCheck();
  const CompiledPolicy& policy = EmbeddedPolicy();
  std::vector<char> block(4096);
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  google::protobuf::Arena arena(options);
  allocations = 0;
  auto& response = *v1::CheckResponse::default_instance().New(&arena);
  const RequestView view = ViewOf(check);
  const bool malformed =
      Validate(view, RequestLimits().max_targets).has_value();
  Render(policy, view, kNow, Decide(policy, view, kNow), response);
  EXPECT_EQ(allocations, 0);
  EXPECT_FALSE(malformed);
  EXPECT_TRUE(response.allowed()) << response.DebugString();
}

int AllocationsOf(const v1::BatchCheckRequest& batch,
                  const RequestLimits& limits = RequestLimits()) {
  int results = 0;
  allocations = 0;
  const absl::Status status = BatchCheck(
      EmbeddedPolicy(), limits, batch, kNow, [] { return true; },
      [&results](const CheckOutcome& /*outcome*/) { ++results; });
  const int counted = allocations;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(results, batch.checks_size());
  return counted;
}

// However many checks there are, a batch takes from the heap what a small one
// does.
TEST(AllocationTest, ABatchHasNoneForEachCheck) {
  EXPECT_EQ(AllocationsOf(bench::MentionBatch(1'000)),
            AllocationsOf(bench::MentionBatch(10)));
}

// Nor where checks lay settings over shared ones, whatever those have that this
// version does not know.
TEST(AllocationTest, ABatchHasNoneForEachChecksSettings) {
  const auto batch_of = [](int checks) {
    v1::BatchCheckRequest batch = bench::MentionBatch(checks);
    v1::Settings& shared = *batch.mutable_shared()->mutable_settings();
    shared.GetReflection()->MutableUnknownFields(&shared)->AddLengthDelimited(
        1'000, std::string(1'000, 'x'));
    for (v1::CheckRequest& check : *batch.mutable_checks()) {
      check.mutable_settings()->set_edit_delete_enabled(false);
    }
    return batch;
  };
  RequestLimits limits;
  limits.refuse_unknown_fields = false;
  EXPECT_EQ(AllocationsOf(batch_of(1'000), limits),
            AllocationsOf(batch_of(10), limits));
}

}  // namespace
}  // namespace authz
