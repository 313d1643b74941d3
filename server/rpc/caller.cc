#include "server/rpc/caller.h"

#include <grpc/grpc.h>
#include <grpc/support/alloc.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace server {
namespace {

// As much of a certificate's name as is logged.
constexpr std::size_t kMaxNameBytes = 256;

// A certificate may have any bytes.
std::string Printable(std::string text) {
  for (char& c : text) {
    if (!absl::ascii_isprint(c)) c = '?';
  }
  return text;
}

struct ReleaseContext {
  void operator()(grpc_auth_context* context) const {
    grpc_auth_context_release(context);
  }
};

struct FreeText {
  void operator()(char* text) const { gpr_free(text); }
};

std::string WithCertificate(absl::string_view name) {
  return absl::StrCat(
      "tls:", Printable(std::string(name.substr(0, kMaxNameBytes))),
      name.size() > kMaxNameBytes ? "…" : "");
}

}  // namespace

std::string CallerOf(grpc::ServerContext& call) {
  // Not ServerContext::auth_context, which makes an object of it for each call.
  grpc_call* const core = call.c_call();
  const std::unique_ptr<grpc_auth_context, ReleaseContext> peer(
      core == nullptr ? nullptr : grpc_call_auth_context(core));
  if (peer != nullptr &&
      grpc_auth_context_peer_is_authenticated(peer.get()) != 0) {
    return CallerOf(peer.get());
  }
  // Nor ServerContext::peer, which makes a string of it for each call.
  const std::unique_ptr<char, FreeText> text(
      core == nullptr ? nullptr : grpc_call_get_peer(core));
  const absl::string_view address = text == nullptr ? "" : text.get();
  if (address.empty()) return "unknown";
  // Any path that follows is one that the client chose.
  if (absl::StartsWith(address, "unix")) return "unix";
  // A URI, in which the brackets of IPv6 are escaped.
  if (absl::StartsWith(address, "ipv6")) {
    return absl::StrReplaceAll(address, {{"%5B", "["}, {"%5D", "]"}});
  }
  return std::string(address);
}

std::string CallerOf(const grpc_auth_context* peer) {
  grpc_auth_property_iterator names = grpc_auth_context_peer_identity(peer);
  const grpc_auth_property* name = grpc_auth_property_iterator_next(&names);
  if (name == nullptr) return "unknown";
  return WithCertificate({name->value, name->value_length});
}

}  // namespace server
