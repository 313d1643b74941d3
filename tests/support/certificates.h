// Certificates for tests, made when they are needed: no key is ever stored.
//
//   const Authority authority("test");
//   const KeyPair server = authority.Issue({"server", {"DNS:localhost"}});

#ifndef TESTS_SUPPORT_CERTIFICATES_H_
#define TESTS_SUPPORT_CERTIFICATES_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace testing_support {

// Both in PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

struct CertificateOptions {
  // Its subject is "CN=" and this; empty: no subject.
  std::string common_name;
  // Such as "DNS:localhost", "IP:127.0.0.1", "URI:spiffe://test/web".
  std::vector<std::string> names = {};
  // From now; negative: it has expired.
  absl::Duration lifetime = absl::Hours(1);
};

class Authority {
 public:
  // `lifetime` is as in CertificateOptions.
  explicit Authority(const std::string& common_name,
                     absl::Duration lifetime = absl::Hours(1));
  // An authority whose certificate `parent` has signed.
  Authority(const std::string& common_name, const Authority& parent);

  // Its certificate, in PEM.
  const std::string& certificate() const { return certificate_; }

  // A new certificate with a new key, for servers and clients alike.
  KeyPair Issue(const CertificateOptions& options) const;

  // One for a server on this machine.
  KeyPair IssueForServer() const;

 private:
  Authority(const std::string& common_name, const Authority* parent,
            absl::Duration lifetime);

  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> x509_;
  std::string certificate_;
};

// A private key in PEM: an elliptic one, or RSA of so many bits; encrypted
// where there is a passphrase.
std::string NewKey(int rsa_bits = 0, const std::string& passphrase = "");

// A certificate for `key` that is signed by the key itself.
std::string SelfSigned(const std::string& key);

}  // namespace testing_support

#endif  // TESTS_SUPPORT_CERTIFICATES_H_
