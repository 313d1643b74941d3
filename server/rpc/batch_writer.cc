#include "server/rpc/batch_writer.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace server {
namespace {

using conversations::authz::v1::BatchCheckResponse;

// The memory is taken in pieces: one for a usual response, and none larger than
// a frame of HTTP/2. An allow takes so many bytes, most denials a few more.
constexpr int kResultBytes = 16;
constexpr int kMinPieceBytes = 256;
constexpr int kMaxPieceBytes = 16 * 1024;

// A field's number and, in the lowest three bits, that it is one with a length.
constexpr std::uint32_t kLengthDelimited = 2;
constexpr std::uint32_t kResultTag =
    (BatchCheckResponse::kResultsFieldNumber << 3U) | kLengthDelimited;

int PieceBytes(int results) {
  return std::clamp(results, kMinPieceBytes / kResultBytes,
                    kMaxPieceBytes / kResultBytes) *
         kResultBytes;
}

}  // namespace

BatchWriter::BatchWriter(int results)
    : stream_(&bytes_, PieceBytes(results), std::numeric_limits<int>::max()),
      coded_(&stream_) {}

void BatchWriter::Add(
    const conversations::authz::v1::BatchCheckResult& result) {
  coded_->WriteTag(kResultTag);
  coded_->WriteVarint32(static_cast<std::uint32_t>(result.GetCachedSize()));
  result.SerializeWithCachedSizes(&*coded_);
}

grpc::ByteBuffer BatchWriter::Finish(const std::string& policy_version) {
  BatchCheckResponse rest;
  rest.set_policy_version(policy_version);
  // Memory takes all of it.
  static_cast<void>(rest.SerializeToCodedStream(&*coded_));
  // Gives back what it has not used of the last piece.
  coded_.reset();
  grpc::ByteBuffer response;
  response.Swap(&bytes_);
  return response;
}

}  // namespace server
