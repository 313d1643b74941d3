#include "base/service_link.h"

#include <regex>

#include "absl/strings/match.h"

namespace base {

bool IsServiceLink(absl::string_view name, absl::string_view value) {
  static const auto& kLink = *new std::regex(
      "(.*_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|"
      "PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  static const auto& kPort = *new std::regex("(.*_)?PORT");
  return std::regex_match(name.begin(), name.end(), kLink) ||
         // A number would be a mistake of a person's.
         (std::regex_match(name.begin(), name.end(), kPort) &&
          absl::StrContains(value, "://"));
}

}  // namespace base
