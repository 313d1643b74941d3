#include "server/batch_writer.h"

#include <grpcpp/support/slice.h>

#include <cstddef>
#include <cstdint>

#include "google/protobuf/wire_format_lite.h"

namespace server {
namespace {

using conversations::authz::v1::BatchCheckResponse;
using google::protobuf::internal::WireFormatLite;

// What a thread keeps for its next batch.
constexpr std::size_t kMostKeptBytes = std::size_t{1} << 20U;

// A thread writes one response at a time.
std::string& EmptyStringOfThread() {
  thread_local std::string bytes;
  if (bytes.capacity() > kMostKeptBytes) std::string().swap(bytes);
  bytes.clear();
  return bytes;
}

}  // namespace

BatchWriter::BatchWriter()
    : bytes_(EmptyStringOfThread()), stream_(&bytes_), coded_(&stream_) {}

void BatchWriter::Add(
    const conversations::authz::v1::BatchCheckResult& result) {
  coded_->WriteTag(
      WireFormatLite::MakeTag(BatchCheckResponse::kResultsFieldNumber,
                              WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
  coded_->WriteVarint32(static_cast<std::uint32_t>(result.GetCachedSize()));
  result.SerializeWithCachedSizes(&*coded_);
}

grpc::ByteBuffer BatchWriter::Finish(const std::string& policy_version) {
  BatchCheckResponse rest;
  rest.set_policy_version(policy_version);
  rest.SerializeToCodedStream(&*coded_);
  coded_.reset();
  const grpc::Slice slice(bytes_);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace server
