#include "server/net/client_certificates.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace server {
namespace {

// Of the texts that verdicts are found by; past it all verdicts are forgotten.
// A client with a certificate can come with any number of chains, of any size.
constexpr std::size_t kMaxTextBytes = std::size_t{4} << 20U;

// How long a refusal holds: the time of day may be set.
constexpr absl::Duration kRefusalTime = absl::Seconds(1);

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(
      absl::StrCat("the client's certificate is not valid: ", why));
}

}  // namespace

absl::Status ClientCertificates::SetAuthorities(
    const base::PemFile& authorities) {
  const absl::StatusOr<std::vector<base::Certificate>> certificates =
      base::ReadCertificates(authorities);
  if (!certificates.ok()) return certificates.status();
  const Context context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  for (const base::Certificate& certificate : *certificates) {
    if (context == nullptr ||
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()),
                            certificate.get()) != 1) {
      return base::BadByOpenSsl(authorities, "cannot be used");
    }
  }
  const absl::MutexLock lock(&mutex_);
  context_ = context;
  Forget();
  return absl::OkStatus();
}

void ClientCertificates::Forget() {
  verdicts_.clear();
  text_bytes_ = 0;
}

absl::Status ClientCertificates::Verify(absl::string_view certificate,
                                        absl::string_view chain,
                                        absl::Time now) {
  std::string key = absl::StrCat(certificate, chain);
  Context context;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto known = verdicts_.find(key);
    if (known != verdicts_.end() && known->second.from <= now &&
        now < known->second.until) {
      return known->second.status;
    }
    context = context_;
  }
  if (context == nullptr) return Refused("there are no authorities");
  Verdict verdict = VerifyBy(context, certificate, chain, now);
  absl::Status status = verdict.status;
  const absl::MutexLock lock(&mutex_);
  // Else they have changed meanwhile, and the next call is verified by them.
  if (context == context_) {
    if (text_bytes_ > kMaxTextBytes) Forget();
    const std::size_t bytes = key.size();
    if (verdicts_.insert_or_assign(std::move(key), std::move(verdict)).second) {
      text_bytes_ += bytes;
    }
  }
  return status;
}

ClientCertificates::Verdict ClientCertificates::VerifyBy(
    const Context& context, absl::string_view certificate,
    absl::string_view chain, absl::Time now) {
  const auto refused = [now](absl::string_view why) {
    ERR_clear_error();
    return Verdict{Refused(why), now, now + kRefusalTime};
  };
  const absl::StatusOr<std::vector<base::Certificate>> certificates =
      base::ReadCertificates({"", absl::StrCat(certificate, chain)});
  const std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> store(
      X509_STORE_CTX_new(), X509_STORE_CTX_free);
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  if (!certificates.ok()) return refused("it cannot be read");
  for (const base::Certificate& other : *certificates) {
    sk_X509_push(others.get(), other.get());
  }
  // As OpenSSL's server verifies at a handshake.
  if (X509_STORE_CTX_init(store.get(), SSL_CTX_get_cert_store(context.get()),
                          certificates->front().get(), others.get()) != 1 ||
      X509_STORE_CTX_set_default(store.get(), "ssl_client") != 1) {
    return refused("it cannot be verified");
  }
  X509_STORE_CTX_set_time(store.get(), 0, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(store.get()),
                                   SSL_CTX_get_security_level(context.get()));
  if (X509_verify_cert(store.get()) != 1) {
    return refused(
        X509_verify_cert_error_string(X509_STORE_CTX_get_error(store.get())));
  }
  Verdict verdict = {absl::OkStatus(), absl::InfinitePast(),
                     absl::InfiniteFuture()};
  const STACK_OF(X509)* verified = X509_STORE_CTX_get0_chain(store.get());
  for (int i = 0; i < sk_X509_num(verified); ++i) {
    const X509& link = *sk_X509_value(verified, i);
    verdict.from = std::max(verdict.from, base::ValidFrom(link));
    verdict.until = std::min(verdict.until, base::ValidUntil(link));
  }
  return verdict;
}

}  // namespace server
