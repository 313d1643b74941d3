#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace testing_support {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

Key MakeKey(int rsa_bits) {
  EVP_PKEY* key = rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits))
                               : EVP_EC_gen("P-256");
  EXPECT_NE(key, nullptr);
  return {key, EVP_PKEY_free};
}

// What `write` writes.
std::string ToPem(const std::function<int(BIO*)>& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  EXPECT_EQ(write(bio.get()), 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string ToPem(X509* certificate) {
  return ToPem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string ToPem(EVP_PKEY* key, const std::string& passphrase = "") {
  return ToPem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(
        bio, key, passphrase.empty() ? nullptr : EVP_aes_256_cbc(),
        reinterpret_cast<const unsigned char*>(passphrase.data()),
        static_cast<int>(passphrase.size()), nullptr, nullptr);
  });
}

void AddExtension(X509* certificate, X509* issuer, int id,
                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  EXPECT_EQ(X509_add_ext(certificate, extension, -1), 1);
  X509_EXTENSION_free(extension);
}

void SetCommonName(X509* certificate, const std::string& name) {
  if (name.empty()) return;
  EXPECT_EQ(
      X509_NAME_add_entry_by_txt(
          X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
          reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0),
      1);
}

// Not signed yet. Valid from an hour ago, or from before its end.
Certificate MakeCertificate(EVP_PKEY* key, const std::string& common_name,
                            absl::Duration lifetime) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
  const absl::Duration start =
      std::min(-absl::Hours(1), lifetime - absl::Hours(1));
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()),
                  absl::ToInt64Seconds(start));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()),
                  absl::ToInt64Seconds(lifetime));
  X509_set_pubkey(certificate.get(), key);
  SetCommonName(certificate.get(), common_name);
  return certificate;
}

void Sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  EXPECT_GT(X509_sign(certificate, issuer_key, EVP_sha256()), 0);
}

}  // namespace

Authority::Authority(const std::string& common_name, absl::Duration lifetime)
    : Authority(common_name, nullptr, lifetime) {}

Authority::Authority(const std::string& common_name, const Authority& parent)
    : Authority(common_name, &parent, absl::Hours(1)) {}

Authority::Authority(const std::string& common_name, const Authority* parent,
                     absl::Duration lifetime)
    : key_(MakeKey(0)),
      x509_(MakeCertificate(key_.get(), common_name, lifetime)) {
  X509* issuer = parent == nullptr ? x509_.get() : parent->x509_.get();
  AddExtension(x509_.get(), issuer, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(x509_.get(), issuer, NID_key_usage, "critical,keyCertSign");
  Sign(x509_.get(), issuer,
       parent == nullptr ? key_.get() : parent->key_.get());
  certificate_ = ToPem(x509_.get());
}

KeyPair Authority::Issue(const CertificateOptions& options) const {
  const Key key = MakeKey(0);
  const Certificate certificate =
      MakeCertificate(key.get(), options.common_name, options.lifetime);
  AddExtension(certificate.get(), x509_.get(), NID_ext_key_usage,
               "serverAuth,clientAuth");
  if (!options.names.empty()) {
    AddExtension(certificate.get(), x509_.get(), NID_subject_alt_name,
                 absl::StrJoin(options.names, ","));
  }
  Sign(certificate.get(), x509_.get(), key_.get());
  return {ToPem(certificate.get()), ToPem(key.get())};
}

KeyPair Authority::IssueForServer() const {
  return Issue({"server", {"DNS:localhost", "IP:127.0.0.1", "IP:::1"}});
}

std::string NewKey(int rsa_bits, const std::string& passphrase) {
  return ToPem(MakeKey(rsa_bits).get(), passphrase);
}

std::string SelfSigned(const std::string& key) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(
      BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), BIO_free);
  const Key read(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
                 EVP_PKEY_free);
  const Certificate certificate =
      MakeCertificate(read.get(), "self", absl::Hours(1));
  Sign(certificate.get(), certificate.get(), read.get());
  return ToPem(certificate.get());
}

}  // namespace testing_support
