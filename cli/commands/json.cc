#include "cli/commands/json.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/json_error.h"
#include "cli/format/style.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "third_party/compat/json_options.h"

namespace cli {

absl::Status FromJson(absl::string_view text,
                      google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      {text.data(), text.size()}, &message, options);
  if (status.ok()) return absl::OkStatus();
  const auto why = status.message();
  return absl::InvalidArgumentError(absl::StrCat(
      "not the JSON of ", message.GetDescriptor()->name(), ": ",
      Printable(base::ReadableJsonError({why.data(), why.size()}))));
}

absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  compat::PrintDefaults(options);
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("cannot print the answer as JSON: ", status.ToString()));
  }
  return text;
}

}  // namespace cli
