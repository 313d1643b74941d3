#include "cli/commands/json.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "cli/format/style.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "third_party/compat/json_options.h"

namespace cli {
namespace {

constexpr absl::string_view kInvalidValue = "invalid value ";

// Protobuf's errors of JSON come in a few forms:
//   (actor) idd: Cannot find field.
//   (actor.company_admin): invalid value "maybe" for type TYPE_BOOL
//   Expected a value.\nWHAT STANDS AROUND IT\nA CARET BELOW IT
// This makes them ones of ours, "PATH: WHAT IS WRONG". A form that it does not
// know it leaves as it is.
std::string Readable(absl::string_view error) {
  const std::vector<absl::string_view> lines = absl::StrSplit(error, '\n');
  absl::string_view what = absl::StripSuffix(lines[0], ".");

  std::string path;
  if (absl::ConsumePrefix(&what, "(")) {
    const std::size_t end = std::min(what.find(')'), what.size());
    path = std::string(what.substr(0, end));
    what.remove_prefix(std::min(end + 1, what.size()));
    if (!absl::ConsumePrefix(&what, ": ")) absl::ConsumePrefix(&what, " ");
  }
  if (absl::ConsumeSuffix(&what, ": Cannot find field")) {
    return absl::StrCat(path, path.empty() ? "" : ".", what,
                        ": there is no such field");
  }
  const std::size_t type = what.rfind(" for type ");
  if (type != absl::string_view::npos &&
      absl::StartsWith(what, kInvalidValue)) {
    return absl::StrCat(
        path, ": `",
        what.substr(kInvalidValue.size(), type - kInvalidValue.size()),
        "` is not of type ", what.substr(what.find_last_of(" ._") + 1));
  }
  return absl::StrCat(path, path.empty() ? "" : ": ", what,
                      lines.size() > 1 && !lines[1].empty()
                          ? absl::StrCat(", near `", lines[1], "`")
                          : "");
}

}  // namespace

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
      Printable(Readable(absl::string_view(why.data(), why.size())))));
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
