// What a server runs, as text.

#ifndef CLIENT_FORMAT_INFO_H_
#define CLIENT_FORMAT_INFO_H_

#include <string>

#include "client/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace client {

std::string FormatInfo(
    const conversations::authz::v1::GetServerInfoResponse& info,
    const Style& style);

}  // namespace client

#endif  // CLIENT_FORMAT_INFO_H_
