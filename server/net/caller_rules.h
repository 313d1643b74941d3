// The rules of who may call what, in the format of gRPC's authorization policy:
// see caller_policy.proto.

#ifndef SERVER_NET_CALLER_RULES_H_
#define SERVER_NET_CALLER_RULES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/net/caller_policy.pb.h"

namespace server {

// A call as the rules see it.
struct IncomingCall {
  // The URIs and DNS names in the client's certificate, and its subject.
  std::vector<absl::string_view> identities;
  absl::string_view path;
  // Names in lower case, and values, in the order in which they came.
  std::vector<std::pair<absl::string_view, absl::string_view>> headers;
};

// Immutable.
class CallerRules {
 public:
  // The error is INVALID_ARGUMENT and one line. Stricter than gRPC's libraries:
  // what would never match, or would match by accident, is an error.
  static absl::StatusOr<CallerRules> Parse(const std::string& json);

  bool Allows(const IncomingCall& call) const;

  // The name of the policy, for people.
  const std::string& name() const { return policy_.name(); }

 private:
  using Policy = conversations::authz::server::CallerPolicy;

  explicit CallerRules(Policy policy) : policy_(std::move(policy)) {}

  Policy policy_;
};

}  // namespace server

#endif  // SERVER_NET_CALLER_RULES_H_
