// Writes the bytes of a batch's response, result by result.

#ifndef SERVER_RPC_BATCH_WRITER_H_
#define SERVER_RPC_BATCH_WRITER_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <optional>
#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/io/coded_stream.h"

namespace server {

// Writes what a BatchCheckResponse with these results would be on the wire,
// without having all of them in memory at once, and into the memory that gRPC
// sends.
class BatchWriter {
 public:
  // For about so many results.
  explicit BatchWriter(int results);

  // The result's sizes must be cached.
  void Add(const conversations::authz::v1::BatchCheckResult& result);

  // Adds the version and ends the response. To be called once, as the last.
  grpc::ByteBuffer Finish(const std::string& policy_version);

 private:
  grpc::ByteBuffer bytes_;
  grpc::ProtoBufferWriter stream_;
  std::optional<google::protobuf::io::CodedOutputStream> coded_;
};

}  // namespace server

#endif  // SERVER_RPC_BATCH_WRITER_H_
