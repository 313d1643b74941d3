#include "server/metrics/call_metrics.h"

#include <grpcpp/support/status.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"

namespace server {
namespace {

std::unique_ptr<ThreadCounters> TotalOf(const CallMetrics& metrics) {
  auto total = std::make_unique<ThreadCounters>();
  metrics.AddTo(*total);
  return total;
}

const RpcCounters& Checks(const ThreadCounters& counters) {
  return counters.rpcs[static_cast<std::size_t>(RpcMethod::kCheck)];
}

template <const auto& Bounds>
std::uint64_t CountOf(const Histogram<Bounds>& histogram) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < Histogram<Bounds>::kBuckets; ++i) {
    count += histogram.count(i);
  }
  return count;
}

// Totals never fall behind what was seen before, and are exact at the end.
TEST(CallMetricsTest, AddsUpWhatThreadsCountInParallel) {
  constexpr int kThreads = 4;
  constexpr std::uint64_t kCalls = 50'000;
  CallMetrics metrics;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    std::uint64_t last = 0;
    while (!done) {
      const std::uint64_t started = Checks(*TotalOf(metrics)).started.value();
      EXPECT_GE(started, last);
      EXPECT_LE(started, kThreads * kCalls);
      last = started;
    }
  });
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&metrics, t] {
      ThreadCounters& counters = metrics.AddThread();
      for (std::uint64_t i = 0; i < kCalls; ++i) {
        RpcObserver call(RpcMethod::kCheck);
        call.Arrive(&counters, 100);
        call.Answer(&counters,
                    i % 2 == 0 ? grpc::StatusCode::OK
                               : grpc::StatusCode::INVALID_ARGUMENT,
                    7);
        call.End(&counters);
        counters.missing_facts[t].Add(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done = true;
  reader.join();

  const auto total = TotalOf(metrics);
  const RpcCounters& checks = Checks(*total);
  constexpr std::uint64_t kAll = kThreads * kCalls;
  EXPECT_EQ(checks.started.value(), kAll);
  EXPECT_EQ(checks.ended.value(), kAll);
  EXPECT_EQ(checks.handled[grpc::StatusCode::OK].value(), kAll / 2);
  EXPECT_EQ(checks.handled[grpc::StatusCode::INVALID_ARGUMENT].value(),
            kAll / 2);
  EXPECT_EQ(CountOf(checks.latency), kAll);
  EXPECT_EQ(checks.request_size.sum(), 100 * kAll);
  EXPECT_EQ(CountOf(checks.response_size), kAll / 2);
  EXPECT_EQ(checks.response_size.sum(), 7 * kAll / 2);
  for (int t = 0; t < kThreads; ++t) {
    EXPECT_EQ(total->missing_facts[t].value(), kCalls);
  }
}

TEST(CallMetricsTest, NoCacheLineHasCountersOfTwoThreads) {
  constexpr std::uintptr_t kLines = 128;
  static_assert(sizeof(ThreadCounters) % kLines == 0);
  CallMetrics metrics;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&metrics.AddThread()) % kLines,
              0U);
  }
}

TEST(RpcObserverTest, CountsNothingWithoutMetrics) {
  RpcObserver call(RpcMethod::kCheck);
  call.Arrive(nullptr, 1);
  call.Refuse(nullptr, Refusal::kShed);
  call.Answer(nullptr, grpc::StatusCode::OK, 1);
  call.End(nullptr);
}

struct RefusalCase {
  Refusal why;
  // Whether the call had its place among those in flight.
  std::uint64_t ended;
};

TEST(RpcObserverTest, CountsWhatIsRefused) {
  for (const RefusalCase& c :
       {RefusalCase{Refusal::kShed, 0}, RefusalCase{Refusal::kMemory, 0},
        RefusalCase{Refusal::kDraining, 0},
        RefusalCase{Refusal::kExpired, 1}}) {
    CallMetrics metrics;
    ThreadCounters& counters = metrics.AddThread();
    RpcObserver call(RpcMethod::kBatchCheck);
    call.Arrive(&counters, 1);
    call.Refuse(&counters, c.why);
    call.Answer(&counters, grpc::StatusCode::UNAVAILABLE, 0);
    call.End(&counters);
    const auto total = TotalOf(metrics);
    const RpcCounters& rpc =
        total->rpcs[static_cast<std::size_t>(RpcMethod::kBatchCheck)];
    for (std::size_t i = 0; i < kRefusalNames.size(); ++i) {
      EXPECT_EQ(rpc.refused[i].value(),
                i == static_cast<std::size_t>(c.why) ? 1U : 0U);
    }
    EXPECT_EQ(rpc.handled[grpc::StatusCode::UNAVAILABLE].value(), 1U);
    EXPECT_EQ(rpc.ended.value(), c.ended);
    EXPECT_EQ(CountOf(rpc.response_size), 0U);
  }
}

}  // namespace
}  // namespace server
