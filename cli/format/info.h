// A server's version, policy and limits, as text.

#ifndef CLI_FORMAT_INFO_H_
#define CLI_FORMAT_INFO_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

std::string FormatInfo(
    const conversations::authz::v1::GetServerInfoResponse& info,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_INFO_H_
