#include "server/log/caller.h"

#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace server {
namespace {

// A certificate may have any bytes.
std::string Printable(std::string text) {
  for (char& c : text) {
    if (!absl::ascii_isprint(c)) c = '?';
  }
  return text;
}

std::string WithCertificate(absl::string_view name) {
  return Printable(absl::StrCat("tls:", name));
}

}  // namespace

std::string CallerOf(const grpc::ServerContext& call, const UnixUsers* users) {
  const std::shared_ptr<const grpc::AuthContext> peer = call.auth_context();
  if (peer != nullptr && peer->IsPeerAuthenticated()) {
    const std::vector<grpc::string_ref> names = peer->GetPeerIdentity();
    if (!names.empty()) {
      return WithCertificate({names.front().data(), names.front().size()});
    }
  }
  const std::string address = call.peer();
  if (address.empty()) return "unknown";
  // Any path that follows is one that the client chose.
  if (absl::StartsWith(address, "unix")) {
    return absl::StrCat("unix:", users == nullptr ? "" : users->Text());
  }
  // A URI, in which the brackets of IPv6 are escaped.
  return Printable(absl::StrReplaceAll(address, {{"%5B", "["}, {"%5D", "]"}}));
}

std::string CallerOf(const grpc_auth_context* peer) {
  grpc_auth_property_iterator names = grpc_auth_context_peer_identity(peer);
  const grpc_auth_property* name = grpc_auth_property_iterator_next(&names);
  if (name == nullptr) return "unknown";
  return WithCertificate({name->value, name->value_length});
}

}  // namespace server
