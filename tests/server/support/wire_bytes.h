// Converts the bytes of messages to and from gRPC's buffers.

#ifndef TESTS_SERVER_SUPPORT_WIRE_BYTES_H_
#define TESTS_SERVER_SUPPORT_WIRE_BYTES_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace server {

// `bytes` in slices of that size, or in one.
grpc::ByteBuffer ToBuffer(absl::string_view bytes,
                          std::size_t slice_size = std::string::npos);

// Of a whole message.
grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message);

// All the bytes of the buffer.
std::string ToBytes(const grpc::ByteBuffer& buffer);

// A message of any type: unknown groups, each in the one before.
std::string NestedGroups(int depth);

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_WIRE_BYTES_H_
