#include "third_party/compat/library_log.h"

#include <grpcpp/version_info.h>

#if GRPC_CPP_VERSION_MAJOR == 1 && GRPC_CPP_VERSION_MINOR < 66

// Goes with gRPC 1.51 and Protobuf 3.21: each has a log of its own.

#include <grpc/support/log.h>

#include <atomic>
#include <string>

#include "absl/strings/match.h"
#include "google/protobuf/stubs/logging.h"

namespace compat {
namespace {

std::atomic<LibraryLog> grpc_log;
std::atomic<LibraryLog> protobuf_log;

LibraryLogLevel LevelOf(const gpr_log_func_args& args) {
  if (absl::StartsWith(args.message, "assertion failed")) {
    return LibraryLogLevel::kFatal;
  }
  switch (args.severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return LibraryLogLevel::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return LibraryLogLevel::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      break;
  }
  return LibraryLogLevel::kError;
}

LibraryLogLevel LevelOf(google::protobuf::LogLevel level) {
  if (level == google::protobuf::LOGLEVEL_FATAL) return LibraryLogLevel::kFatal;
  if (level == google::protobuf::LOGLEVEL_INFO) return LibraryLogLevel::kInfo;
  return LibraryLogLevel::kError;
}

}  // namespace

void SetGrpcLog(LibraryLog log) {
  grpc_log = log;
  gpr_set_log_function([](gpr_log_func_args* args) {
    grpc_log.load()({LevelOf(*args), args->file, args->line, args->message});
  });
}

void SetProtobufLog(LibraryLog log) {
  protobuf_log = log;
  google::protobuf::SetLogHandler([](google::protobuf::LogLevel level,
                                     const char* file, int line,
                                     const std::string& message) {
    protobuf_log.load()({LevelOf(level), file, line, message});
  });
}

}  // namespace compat

#else

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/base/log_severity.h"
#include "absl/log/globals.h"
#include "absl/log/initialize.h"
#include "absl/log/log_entry.h"
#include "absl/log/log_sink.h"
#include "absl/log/log_sink_registry.h"
#include "absl/strings/match.h"

namespace compat {
namespace {

std::atomic<LibraryLog> grpc_log;
std::atomic<LibraryLog> protobuf_log;

LibraryLogLevel LevelOf(absl::LogSeverity severity) {
  switch (severity) {
    case absl::LogSeverity::kFatal:
      return LibraryLogLevel::kFatal;
    case absl::LogSeverity::kInfo:
      return LibraryLogLevel::kInfo;
    default:
      return LibraryLogLevel::kError;
  }
}

// Both log by Abseil's, which says in which file.
class Sink final : public absl::LogSink {
 public:
  void Send(const absl::LogEntry& entry) override {
    const bool is_protobuf =
        absl::StrContains(entry.source_filename(), "google/protobuf/");
    const LibraryLog log = is_protobuf ? protobuf_log : grpc_log;
    if (log == nullptr) {
      const absl::string_view text =
          entry.text_message_with_prefix_and_newline();
      std::fwrite(text.data(), 1, text.size(), stderr);
      return;
    }
    const bool is_verbose =
        entry.verbosity() != absl::LogEntry::kNoVerbosityLevel;
    log({is_verbose ? LibraryLogLevel::kDebug : LevelOf(entry.log_severity()),
         entry.source_filename(), entry.source_line(), entry.text_message()});
  }
};

void AddSink() {
  static const bool kAdded = [] {
    absl::AddLogSink(new Sink);
    absl::SetStderrThreshold(absl::LogSeverityAtLeast::kInfinity);
    // Before, everything goes to stderr.
    absl::InitializeLog();
    if (std::getenv("GRPC_VERBOSITY") == nullptr) {
      absl::SetMinLogLevel(absl::LogSeverityAtLeast::kError);
    }
    return true;
  }();
  static_cast<void>(kAdded);
}

}  // namespace

void SetGrpcLog(LibraryLog log) {
  grpc_log = log;
  AddSink();
}

void SetProtobufLog(LibraryLog log) {
  protobuf_log = log;
  AddSink();
}

}  // namespace compat

#endif
