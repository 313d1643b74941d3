#include "server/reload/policy_store.h"

#include <memory>
#include <string>
#include <thread>

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
  PolicySnapshot snapshot;
  EXPECT_EQ(store.Current()->version, "a");
  EXPECT_EQ(store.Update(snapshot).version, "a");
  store.Replace(Named("b"));
  EXPECT_EQ(store.Current()->version, "b");
  EXPECT_EQ(store.Update(snapshot).version, "b");
  store.Replace(Named("c"));
  store.Replace(Named("d"));
  EXPECT_EQ(store.Current()->version, "d");
  EXPECT_EQ(store.Update(snapshot).version, "d");
}

// What a thread reads stays, whatever the others put in force.
TEST(PolicyStoreTest, ASnapshotStaysUntilItIsUpdated) {
  PolicyStore store(Named("a"));
  PolicySnapshot snapshot;
  const authz::CompiledPolicy& policy = store.Update(snapshot);
  std::thread([&store] { store.Replace(Named("b")); }).join();
  EXPECT_EQ(policy.version, "a");
  EXPECT_EQ(store.Update(snapshot).version, "b");
}

// A policy ends when no snapshot has it.
TEST(PolicyStoreTest, KeepsNoMorePoliciesThanSnapshots) {
  const PolicyStore::Policy first = Named("a");
  PolicyStore store(first);
  PolicySnapshot snapshot;
  EXPECT_EQ(store.Update(snapshot).version, "a");
  EXPECT_EQ(first.use_count(), 3);
  store.Replace(Named("b"));
  EXPECT_EQ(first.use_count(), 2);
  EXPECT_EQ(store.Update(snapshot).version, "b");
  EXPECT_EQ(first.use_count(), 1);
}

}  // namespace
}  // namespace server
