#include "tests/server/support/wire_bytes.h"

#include <grpcpp/support/slice.h>

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace server {

grpc::ByteBuffer ToBuffer(absl::string_view bytes, std::size_t slice_size) {
  std::vector<grpc::Slice> slices;
  while (!bytes.empty()) {
    const absl::string_view part = bytes.substr(0, slice_size);
    slices.emplace_back(part.data(), part.size());
    bytes.remove_prefix(part.size());
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message) {
  return ToBuffer(message.SerializeAsString());
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(slice.begin(), slice.end());
  }
  return bytes;
}

std::string NestedGroups(int depth) {
  // Field 1000 as a group: its start and its end.
  std::string bytes;
  for (int i = 0; i < depth; ++i) bytes += "\xc3\x3e";
  for (int i = 0; i < depth; ++i) bytes += "\xc4\x3e";
  return bytes;
}

}  // namespace server
