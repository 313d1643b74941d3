// Tells batches that take long from those that single checks can wait for.

#ifndef SERVER_RPC_BATCH_SIZE_H_
#define SERVER_RPC_BATCH_SIZE_H_

#include "server/rpc/server_call.h"

namespace server {

// Whether a call of BatchCheck may take so long that single checks should not
// wait for it. One of which it says no takes a fraction of a millisecond. Reads
// the request, which takes another, unless it is so large that it is long by
// that. A malformed one that is not large is not long.
bool IsLongBatch(ServerCall& call);

}  // namespace server

#endif  // SERVER_RPC_BATCH_SIZE_H_
