#include "server/rpc/batch_size.h"

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

// An explanation takes as long as so many checks.
constexpr std::int64_t kExplanation = 16;

// What a CheckRequest has that takes time.
struct Contents {
  // Targets and items.
  std::int64_t listed = 0;
  bool explain = false;
};

// Reads one that comes next in `in`, with its length before it.
Contents ReadCheck(CodedInputStream& in) {
  Contents contents;
  const CodedInputStream::Limit limit = in.ReadLengthAndPushLimit();
  while (const std::uint32_t tag = in.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field == CheckRequest::kTargetsFieldNumber ||
        field == CheckRequest::kItemsFieldNumber) {
      ++contents.listed;
    } else if (field == CheckRequest::kExplainFieldNumber) {
      contents.explain = true;
    }
    if (!WireFormatLite::SkipField(&in, tag)) break;
  }
  in.PopLimit(limit);
  return contents;
}

constexpr std::uint32_t TagOf(int field) {
  return WireFormatLite::MakeTag(field,
                                 WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
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
  Contents shared;
  std::int64_t checks = 0;
  std::int64_t explanations = 0;
  while (const std::uint32_t tag = in.ReadTag()) {
    if (tag == TagOf(BatchCheckRequest::kSharedFieldNumber)) {
      const Contents more = ReadCheck(in);
      shared.listed += more.listed;
      shared.explain = shared.explain || more.explain;
    } else if (tag == TagOf(BatchCheckRequest::kChecksFieldNumber)) {
      ++checks;
      if (ReadCheck(in).explain) ++explanations;
    } else if (!WireFormatLite::SkipField(&in, tag)) {
      break;
    }
  }
  if (shared.explain) explanations = checks;
  return checks + explanations * kExplanation > kMaxChecks ||
         checks * shared.listed > kMaxPairs;
}

}  // namespace server
