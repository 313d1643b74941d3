// Hands what gRPC and Protobuf log to functions, instead of writing it to
// stderr.

#ifndef THIRD_PARTY_COMPAT_LIBRARY_LOG_H_
#define THIRD_PARTY_COMPAT_LIBRARY_LOG_H_

#include "absl/strings/string_view.h"

namespace compat {

enum class LibraryLogLevel {
  kDebug,
  kInfo,
  kError,
  // The process ends with it.
  kFatal,
};

struct LibraryMessage {
  LibraryLogLevel level;
  // The place in the library's source.
  absl::string_view file;
  int line;
  absl::string_view text;
};

// Called by any thread.
using LibraryLog = void (*)(const LibraryMessage& message);

// Each is of the whole process, and holds from now on. gRPC logs errors, and
// more where GRPC_VERBOSITY asks for it.
void SetGrpcLog(LibraryLog log);
void SetProtobufLog(LibraryLog log);

}  // namespace compat

#endif  // THIRD_PARTY_COMPAT_LIBRARY_LOG_H_
