#include "server/batch_size.h"

#include <grpcpp/support/slice.h>

#include <cstddef>
#include <cstdint>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace server {
namespace {

using conversations::authz::v1::BatchCheckRequest;
using conversations::authz::v1::CheckRequest;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// What a batch may have at most that is not long: so many bytes, which bound
// the time to parse it and what its checks list themselves; so many checks; and
// so many pairs of a check and something that all checks share a list of, each
// of which is looked at.
constexpr std::size_t kMaxBytes = std::size_t{16} * 1024;
constexpr std::int64_t kMaxChecks = 256;
constexpr std::int64_t kMaxPairs = 4096;

// How many targets and items a CheckRequest lists, which is what is left of
// `in`.
std::int64_t CountListed(CodedInputStream& in) {
  std::int64_t count = 0;
  while (const std::uint32_t tag = in.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field == CheckRequest::kTargetsFieldNumber ||
        field == CheckRequest::kItemsFieldNumber) {
      ++count;
    }
    if (!WireFormatLite::SkipField(&in, tag)) break;
  }
  return count;
}

}  // namespace

bool IsLongBatch(const grpc::ByteBuffer& request) {
  if (request.Length() > kMaxBytes) return true;
  grpc::Slice bytes;
  if (!request.TrySingleSlice(&bytes).ok() &&
      !request.DumpToSingleSlice(&bytes).ok()) {
    return false;
  }
  CodedInputStream in(bytes.begin(), static_cast<int>(bytes.size()));
  std::int64_t checks = 0;
  std::int64_t shared = 0;
  while (const std::uint32_t tag = in.ReadTag()) {
    if (tag ==
        WireFormatLite::MakeTag(BatchCheckRequest::kSharedFieldNumber,
                                WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) {
      const CodedInputStream::Limit limit = in.ReadLengthAndPushLimit();
      shared += CountListed(in);
      in.PopLimit(limit);
      continue;
    }
    if (WireFormatLite::GetTagFieldNumber(tag) ==
        BatchCheckRequest::kChecksFieldNumber) {
      ++checks;
    }
    if (!WireFormatLite::SkipField(&in, tag)) break;
  }
  return checks > kMaxChecks || checks * shared > kMaxPairs;
}

}  // namespace server
