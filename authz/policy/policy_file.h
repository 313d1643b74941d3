// A policy file as it was read, before it is compiled.

#ifndef AUTHZ_POLICY_POLICY_FILE_H_
#define AUTHZ_POLICY_POLICY_FILE_H_

#include "authz/text/text_file.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;

using PolicyFile = TextFile<policy_v1::Policy>;

}  // namespace authz

#endif  // AUTHZ_POLICY_POLICY_FILE_H_
