#include "server/log/caller.h"

#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace server {
namespace {

// A certificate and the path of a socket may have any bytes.
std::string Printable(std::string text) {
  for (char& c : text) {
    if (!absl::ascii_isprint(c)) c = '?';
  }
  return text;
}

}  // namespace

std::string CallerOf(const grpc::ServerContext& call) {
  const std::shared_ptr<const grpc::AuthContext> peer = call.auth_context();
  if (peer != nullptr && peer->IsPeerAuthenticated()) {
    const std::vector<grpc::string_ref> names = peer->GetPeerIdentity();
    if (!names.empty()) {
      const absl::string_view name(names.front().data(), names.front().size());
      return Printable(absl::StrCat("tls:", name));
    }
  }
  const std::string address = call.peer();
  if (address.empty()) return "unknown";
  // A URI, in which the brackets of IPv6 are escaped.
  return Printable(absl::StrReplaceAll(address, {{"%5B", "["}, {"%5D", "]"}}));
}

}  // namespace server
