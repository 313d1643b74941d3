#include "server/rpc/codec.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/operation_log/operation_log.h"
#include "third_party/compat/library_log.h"

namespace server {
namespace {

// What Protobuf last said of the message that this thread parses. Of the
// thread, since Protobuf calls its log handler with the text alone, and nothing
// that says which parse, or whose, it is about.
std::string& LastLogOfThread() {
  thread_local std::string message;
  return message;
}

bool ParseSlice(const grpc::Slice& slice,
                google::protobuf::MessageLite& message) {
  return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

bool Parse(const grpc::ByteBuffer& bytes,
           google::protobuf::MessageLite& message) {
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok()) return ParseSlice(slice, message);
  grpc::ByteBuffer copy(bytes);
  grpc::ProtoBufferReader reader(&copy);
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

}  // namespace

absl::Status Decode(const grpc::ByteBuffer& bytes,
                    google::protobuf::MessageLite& message) {
  if (!bytes.Valid()) return absl::InvalidArgumentError("request: is missing");
  std::string& log = LastLogOfThread();
  // What was said of another message is no matter here.
  log.clear();
  if (Parse(bytes, message)) return absl::OkStatus();
  // Which of several mistakes Protobuf comes upon first depends on how the
  // bytes lie in pieces. What is told must not.
  grpc::Slice whole;
  if (bytes.DumpToSingleSlice(&whole).ok()) {
    log.clear();
    ParseSlice(whole, message);
  }
  if (absl::StrContains(log, "UTF-8")) {
    // Protobuf quotes the full name of the field.
    const std::vector<std::string> parts = absl::StrSplit(log, '\'');
    return absl::InvalidArgumentError(absl::StrCat(
        parts.size() > 1 ? parts[1] : "request", ": is not valid UTF-8"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("request: is not a ", message.GetTypeName(),
                   ", its bytes are malformed or nested too deep"));
}

grpc::ByteBuffer Encode(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.ByteSizeLong());
  // A fresh slice that nobody else has seen may be written to.
  static_cast<void>(message.SerializeWithCachedSizesToArray(
      const_cast<std::uint8_t*>(slice.begin())));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      std::string(status.message()));
}

void KeepProtobufLog() {
  compat::SetProtobufLog([](const compat::LibraryMessage& message) {
    LastLogOfThread() = std::string(message.text);
    if (message.level == compat::LibraryLogLevel::kFatal) {
      Log(LogLevel::kError, message.text,
          {{"source",
            absl::StrCat("protobuf ", message.file, ":", message.line)}});
    }
  });
}

}  // namespace server
