#include "cli/format/names.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/text/enum_names.h"
#include "google/protobuf/descriptor.h"

namespace cli {

std::string ShortName(const google::protobuf::EnumDescriptor& type, int value) {
  const absl::string_view name = authz::ShortEnumName(type, value);
  return name.empty() ? absl::StrCat(value) : std::string(name);
}

std::string Title(const std::string& short_name) {
  std::string title;
  bool start = true;
  for (const char c : short_name) {
    title += c == '_' ? ' ' : start ? c : absl::ascii_tolower(c);
    start = c == '_';
  }
  return title;
}

}  // namespace cli
