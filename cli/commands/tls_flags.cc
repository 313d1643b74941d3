#include "cli/commands/tls_flags.h"

#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "base/certificates.h"
#include "base/read_file.h"
#include "cli/commands/flags.h"

namespace cli {
namespace {

absl::StatusOr<base::PemFile> ReadPem(std::string path) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  return base::PemFile{std::move(path), *std::move(text)};
}

}  // namespace

bool WantsTls() {
  return !absl::GetFlag(FLAGS_tls_ca).empty() ||
         !absl::GetFlag(FLAGS_tls_cert).empty() ||
         !absl::GetFlag(FLAGS_tls_key).empty() ||
         !absl::GetFlag(FLAGS_tls_server_name).empty();
}

absl::StatusOr<std::optional<client::TlsOptions>> ReadTlsFlags() {
  if (!WantsTls()) return std::nullopt;
  if (absl::GetFlag(FLAGS_tls_ca).empty()) {
    return absl::InvalidArgumentError(
        "TLS needs `--tls_ca`, who signed the server's certificate");
  }
  const bool has_certificate = !absl::GetFlag(FLAGS_tls_cert).empty();
  if (has_certificate == absl::GetFlag(FLAGS_tls_key).empty()) {
    return absl::InvalidArgumentError(
        "give `--tls_cert` and `--tls_key` together");
  }
  client::TlsOptions options;
  options.server_name = absl::GetFlag(FLAGS_tls_server_name);
  absl::StatusOr<base::PemFile> authorities =
      ReadPem(absl::GetFlag(FLAGS_tls_ca));
  if (!authorities.ok()) return authorities.status();
  absl::Status usable = base::CheckAuthorities(*authorities);
  if (!usable.ok()) return usable;
  options.authorities = std::move(authorities->text);
  if (!has_certificate) return options;

  absl::StatusOr<base::PemFile> certificate =
      ReadPem(absl::GetFlag(FLAGS_tls_cert));
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<base::PemFile> key = ReadPem(absl::GetFlag(FLAGS_tls_key));
  if (!key.ok()) return key.status();
  usable = base::CheckKeyPair(*certificate, *key, absl::Now()).status();
  if (!usable.ok()) return usable;
  options.certificate = std::move(certificate->text);
  options.key = std::move(key->text);
  return options;
}

}  // namespace cli
