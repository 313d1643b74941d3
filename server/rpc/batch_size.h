// Tells batches that take long from those that single checks can wait for.

#ifndef SERVER_RPC_BATCH_SIZE_H_
#define SERVER_RPC_BATCH_SIZE_H_

#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/rpc/server_call.h"

namespace server {

// Whether a batch may take so long that single checks should not wait for it.
// One of which it says no takes a fraction of a millisecond.
bool IsLong(const conversations::authz::v1::BatchCheckRequest& batch);

// The same of a call of BatchCheck. Reads its request, which takes another
// fraction of a millisecond, unless it is so large that it is long by that. A
// malformed one that is not large is not long.
bool IsLongBatch(ServerCall& call);

}  // namespace server

#endif  // SERVER_RPC_BATCH_SIZE_H_
