// Reads the text of a policy file.

#ifndef AUTHZ_POLICY_FILE_H_
#define AUTHZ_POLICY_FILE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/issue.h"
#include "authz/source_map.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;

struct PolicyFile {
  policy_v1::Policy policy;
  // The places of `policy`'s values.
  SourceNode source;
  // Fields that the schema does not have; or one error of syntax.
  std::vector<Issue> issues;
  // Whether the text was read to its end.
  bool complete = false;
};

PolicyFile ReadPolicyFile(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_POLICY_FILE_H_
