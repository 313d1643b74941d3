#include "server/rpc/batch_size.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "conversations/authz/v1/authorization_service.pb.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// What a batch may have at most that is not long: so many bytes, which bound
// the time to parse it and what its checks list themselves; so many checks; and
// so many pairs of a check and a target or item that all checks share, each of
// which is looked at.
constexpr std::size_t kMaxBytes = std::size_t{16} * 1024;
constexpr std::int64_t kMaxChecks = 256;
constexpr std::int64_t kMaxPairs = 4096;

// An explanation takes as long as so many checks.
constexpr std::int64_t kChecksPerExplanation = 16;

bool IsLong(const v1::BatchCheckRequest& batch) {
  const std::int64_t checks = batch.checks_size();
  if (checks > kMaxChecks) return true;
  const v1::CheckRequest& shared = batch.shared();
  const std::int64_t explanations =
      shared.explain()
          ? checks
          : std::count_if(
                batch.checks().begin(), batch.checks().end(),
                [](const v1::CheckRequest& check) { return check.explain(); });
  const std::int64_t listed = shared.targets_size() + shared.items_size();
  return checks + explanations * kChecksPerExplanation > kMaxChecks ||
         checks * listed > kMaxPairs;
}

}  // namespace

bool IsLongBatch(ServerCall& call) {
  if (call.request().Length() > kMaxBytes) return true;
  const auto batch = call.Read<v1::BatchCheckRequest>();
  return batch.ok() && IsLong(**batch);
}

}  // namespace server
