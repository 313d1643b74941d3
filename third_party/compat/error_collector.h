// A base class of what collects errors of Protobuf's parsers of text, whose own
// base class has other names in each version.

#ifndef THIRD_PARTY_COMPAT_ERROR_COLLECTOR_H_
#define THIRD_PARTY_COMPAT_ERROR_COLLECTOR_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/stubs/common.h"

namespace compat {

class ErrorCollector : public google::protobuf::io::ErrorCollector {
 public:
  // Lines and columns count from 0.
  virtual void OnError(int line, int column, absl::string_view message) = 0;
  virtual void OnWarning(int line, int column, absl::string_view message) = 0;

#if GOOGLE_PROTOBUF_VERSION < 4022000
  // Goes with Protobuf 3.21.
  void AddError(int line, int column, const std::string& message) final {
    OnError(line, column, message);
  }
  void AddWarning(int line, int column, const std::string& message) final {
    OnWarning(line, column, message);
  }
#else
  void RecordError(int line, int column, absl::string_view message) final {
    OnError(line, column, message);
  }
  void RecordWarning(int line, int column, absl::string_view message) final {
    OnWarning(line, column, message);
  }
#endif
};

// Collects nothing.
class NoErrors final : public ErrorCollector {
 public:
  void OnError(int, int, absl::string_view) override {}
  void OnWarning(int, int, absl::string_view) override {}
};

}  // namespace compat

#endif  // THIRD_PARTY_COMPAT_ERROR_COLLECTOR_H_
