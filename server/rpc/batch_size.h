// How much work a batch asks for, told before it is parsed.

#ifndef SERVER_RPC_BATCH_SIZE_H_
#define SERVER_RPC_BATCH_SIZE_H_

#include <grpcpp/support/byte_buffer.h>

namespace server {

// Whether a BatchCheckRequest may take so long that single checks should not
// wait for it. One of which it says no takes a fraction of a millisecond. It
// says no of malformed bytes too, as far as they are few.
bool IsLongBatch(const grpc::ByteBuffer& request);

}  // namespace server

#endif  // SERVER_RPC_BATCH_SIZE_H_
