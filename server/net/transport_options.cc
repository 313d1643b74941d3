#include "server/net/transport_options.h"

#include <grp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

ABSL_FLAG(std::string, socket_group, "",
          "GROUP: the group of the files of Unix sockets, a name or a number, "
          "instead of the process's");
ABSL_FLAG(std::string, tls_cert, "",
          "FILE: serve TLS on TCP with the certificate in this PEM file, "
          "followed by those of its chain");
ABSL_FLAG(std::string, tls_key, "",
          "FILE: the private key of `--tls_cert`, in PEM");
ABSL_FLAG(std::string, tls_client_ca, "",
          "FILE: take only clients whose certificate the authorities in this "
          "PEM file vouch for: mutual TLS");
ABSL_FLAG(std::string, callers, "",
          "FILE: who may call what, by the identity in the client's "
          "certificate: an authorization policy in gRPC's JSON format");
ABSL_FLAG(bool, insecure_listen, false,
          "listen without TLS where other machines can connect too");

namespace server {
namespace {

absl::Status BadFlag(absl::string_view flag, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("flag `--", flag, "`: ", what));
}

// Digits are a number, as chown takes them, and anything else is a name.
absl::StatusOr<gid_t> ParseGroup(const std::string& text) {
  gid_t id = 0;
  if (std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) {
    // The largest number means "no change" to chown.
    if (absl::SimpleAtoi(text, &id) && id != static_cast<gid_t>(-1)) return id;
    return BadFlag("socket_group", absl::StrCat("bad group id `", text, "`"));
  }
  group entry = {};
  group* found = nullptr;
  std::vector<char> buffer(1024);
  while (getgrnam_r(text.c_str(), &entry, buffer.data(), buffer.size(),
                    &found) == ERANGE) {
    buffer.resize(buffer.size() * 2);
  }
  if (found != nullptr) return found->gr_gid;
  return BadFlag("socket_group", absl::StrCat("no group is named `", text,
                                              "`, give its name or number"));
}

absl::Status Check(const TransportOptions& options,
                   absl::Span<const ListenAddress> listen) {
  const auto unix_sockets = static_cast<std::size_t>(
      std::count_if(listen.begin(), listen.end(),
                    [](const ListenAddress& a) { return a.is_unix(); }));
  const TlsFiles& tls = options.tls;
  const struct {
    bool is_broken;
    absl::string_view flag;
    absl::string_view what;
  } rules[] = {
      {!options.has_tls() && !tls.key.empty(), "tls_key",
       "give its certificate too, with `--tls_cert`"},
      {options.has_tls() && tls.key.empty(), "tls_cert",
       "give its private key too, with `--tls_key`"},
      {!options.has_tls() && !tls.client_ca.empty(), "tls_client_ca",
       "needs TLS, give `--tls_cert` and `--tls_key` too"},
      {options.has_tls() && unix_sockets == listen.size(), "tls_cert",
       "TLS is for TCP, and `--listen` has only Unix sockets"},
      {options.has_tls() && options.insecure_listen, "insecure_listen",
       "is for listening without TLS, leave it out or leave out `--tls_cert`"},
      {!options.callers.empty() && tls.client_ca.empty(), "callers",
       "callers are known by their certificates, give `--tls_client_ca` too"},
      {options.socket_group.has_value() && unix_sockets == 0, "socket_group",
       "`--listen` has no Unix socket"},
  };
  for (const auto& rule : rules) {
    if (rule.is_broken) return BadFlag(rule.flag, rule.what);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TransportOptions> ParseTransportOptions(
    absl::Span<const ListenAddress> listen) {
  TransportOptions options;
  options.tls.certificate = absl::GetFlag(FLAGS_tls_cert);
  options.tls.key = absl::GetFlag(FLAGS_tls_key);
  options.tls.client_ca = absl::GetFlag(FLAGS_tls_client_ca);
  options.callers = absl::GetFlag(FLAGS_callers);
  options.insecure_listen = absl::GetFlag(FLAGS_insecure_listen);
  const std::string group = absl::GetFlag(FLAGS_socket_group);
  if (!group.empty()) {
    const absl::StatusOr<gid_t> id = ParseGroup(group);
    if (!id.ok()) return id.status();
    options.socket_group = *id;
  }
  const absl::Status consistent = Check(options, listen);
  if (!consistent.ok()) return consistent;
  return options;
}

}  // namespace server
