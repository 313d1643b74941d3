#include "server/reload/policy_store.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/barrier.h"
#include "authz/policy/policy.h"
#include "gtest/gtest.h"

namespace server {
namespace {

PolicyStore::Policy Named(const std::string& version) {
  auto policy = std::make_shared<authz::CompiledPolicy>();
  policy->version = version;
  return policy;
}

TEST(PolicyStoreTest, HasThePolicyThatWasPutInForceLast) {
  PolicyStore store(Named("a"));
  EXPECT_EQ(store.Current().version, "a");
  store.Replace(Named("b"));
  EXPECT_EQ(store.Current().version, "b");
  store.Replace(Named("c"));
  store.Replace(Named("d"));
  EXPECT_EQ(store.Current().version, "d");
}

// A thread that keeps one store's policy takes another's from that one.
TEST(PolicyStoreTest, StoresDoNotMix) {
  auto first = std::make_unique<PolicyStore>(Named("a"));
  const PolicyStore second(Named("b"));
  EXPECT_EQ(first->Current().version, "a");
  EXPECT_EQ(second.Current().version, "b");
  EXPECT_EQ(first->Current().version, "a");
  first.reset();
  first = std::make_unique<PolicyStore>(Named("c"));
  EXPECT_EQ(first->Current().version, "c");
}

// What a thread reads stays, whatever the others put in force.
TEST(PolicyStoreTest, AThreadKeepsItsPolicyUntilItAsksAgain) {
  PolicyStore store(Named("a"));
  absl::Barrier* asked = new absl::Barrier(2);
  absl::Barrier* replaced = new absl::Barrier(2);
  std::thread reader([&] {
    const authz::CompiledPolicy& policy = store.Current();
    if (asked->Block()) delete asked;
    if (replaced->Block()) delete replaced;
    EXPECT_EQ(policy.version, "a");
    EXPECT_EQ(store.Current().version, "b");
  });
  if (asked->Block()) delete asked;
  store.Replace(Named("b"));
  if (replaced->Block()) delete replaced;
  reader.join();
}

// A policy ends when no thread keeps it.
TEST(PolicyStoreTest, KeepsNoMorePoliciesThanThreads) {
  const PolicyStore::Policy first = Named("a");
  PolicyStore store(first);
  EXPECT_EQ(store.Current().version, "a");
  EXPECT_EQ(first.use_count(), 3);
  store.Replace(Named("b"));
  EXPECT_EQ(first.use_count(), 2);
  EXPECT_EQ(store.Current().version, "b");
  EXPECT_EQ(first.use_count(), 1);
}

}  // namespace
}  // namespace server
