// Parses and serializes Protobuf messages as gRPC's byte buffers.
//
// Done here and not by gRPC's generated code because that one answers what it
// cannot parse with UNIMPLEMENTED or INTERNAL, as if the server were at fault.

#ifndef SERVER_RPC_CODEC_H_
#define SERVER_RPC_CODEC_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "google/protobuf/message_lite.h"

namespace server {

// Parses `bytes` into `message`, which may be in an arena. INVALID_ARGUMENT
// where they are no such message: malformed, nested too deep, or with a string
// that is not UTF-8.
absl::Status Decode(const grpc::ByteBuffer& bytes,
                    google::protobuf::MessageLite& message);

grpc::ByteBuffer Encode(const google::protobuf::MessageLite& message);

// Abseil's codes are gRPC's.
grpc::Status ToGrpcStatus(const absl::Status& status);

// Keeps what Protobuf would write to stderr about a client's bytes for Decode's
// error instead. To be called once, before the first Decode.
void KeepProtobufLog();

}  // namespace server

#endif  // SERVER_RPC_CODEC_H_
