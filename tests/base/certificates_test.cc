#include "base/certificates.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/certificates.h"

namespace base {
namespace {

using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::NewKey;
using testing_support::SelfSigned;

// Of all tests, since keys take time to make.
const Authority& SomeAuthority() {
  static const auto& authority = *new Authority("authority");
  return authority;
}
const KeyPair& SomePair() {
  static const auto& pair =
      *new KeyPair(SomeAuthority().Issue({"server", {"DNS:localhost"}}));
  return pair;
}

absl::StatusOr<CertificateInfo> Check(const std::string& certificate,
                                      const std::string& key) {
  return CheckKeyPair({"tls.crt", certificate}, {"tls.key", key}, absl::Now());
}

TEST(CheckKeyPairTest, TakesAPairAndSaysWhatItIs) {
  const absl::StatusOr<CertificateInfo> info =
      Check(SomePair().certificate, SomePair().key);
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->subject, "CN=server");
  EXPECT_GT(info->expiry, absl::Now() + absl::Minutes(50));
  EXPECT_LE(info->expiry, absl::Now() + absl::Hours(1));
}

// What `openssl x509 -noout -fingerprint -sha256 -subject -nameopt RFC2253`
// says of it.
TEST(DescribeTest, IsWhatOpensslSays) {
  constexpr char kCertificate[] =
      "-----BEGIN CERTIFICATE-----\n"
      "MIIBkjCCATmgAwIBAgIUe48qTKpft3OoUJZld0Cqhl0XiEEwCgYIKoZIzj0EAwIw\n"
      "HzEQMA4GA1UECgwHRXhhbXBsZTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MTc1MzI3\n"
      "WhcNMzYxMTI2MTc1MzI3WjAfMRAwDgYDVQQKDAdFeGFtcGxlMQswCQYDVQQDDAJj\n"
      "YTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMN6b8GG2Ce3VhMscXWjkypl7dAY\n"
      "JhK0xMDWFMXJhpXNdh2rtXQOB6yf01gKqbAUDp1tACYhEss9IePftcGI4BKjUzBR\n"
      "MB0GA1UdDgQWBBQyi0X+5IPdynZZ21Q6rXrdXSIyUTAfBgNVHSMEGDAWgBQyi0X+\n"
      "5IPdynZZ21Q6rXrdXSIyUTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cA\n"
      "MEQCIEGB6iQT9OQr5dr6L70U88xZCXraMNJnQA9sQv+khNUOAiAs4pq3719OClQB\n"
      "DXlcCnr/l50KPphS+ZcC2b/AR+SMaw==\n"
      "-----END CERTIFICATE-----\n";
  const absl::StatusOr<std::vector<CertificateInfo>> infos =
      CheckAuthorities({"ca.crt", kCertificate}, absl::UnixEpoch());
  ASSERT_TRUE(infos.ok()) << infos.status();
  ASSERT_EQ(infos->size(), 1U);
  EXPECT_EQ(Describe(infos->front()),
            "`CN=ca,O=Example` (SHA-256 "
            "6a0db4f51f02e5b6442f4130de5585579c0680698df3e3ab8521dda24b0bf68f) "
            "expires at "
            "2036-11-26T17:53:27+00:00");
}

struct GoodCase {
  std::string name;
  std::string certificate;
  std::string key;
};

void PrintTo(const GoodCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class GoodPairTest : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodPairTest, IsTaken) {
  const absl::Status status =
      Check(GetParam().certificate, GetParam().key).status();
  EXPECT_TRUE(status.ok()) << status;
}

std::vector<GoodCase> GoodCases() {
  const std::string rsa = NewKey(/*rsa_bits=*/2048);
  const KeyPair& pair = SomePair();
  const std::string chain =
      absl::StrCat(pair.certificate, SomeAuthority().certificate());
  return {
      {"Chain", chain, pair.key},
      {"Rsa", SelfSigned(rsa), rsa},
      {"TextAround", absl::StrCat("subject: x\n", chain, "\nthe end\n"),
       absl::StrCat("my key\n", pair.key)},
      {"BothInOneFile", absl::StrCat(pair.certificate, pair.key),
       absl::StrCat(pair.certificate, pair.key)},
  };
}

INSTANTIATE_TEST_SUITE_P(All, GoodPairTest, testing::ValuesIn(GoodCases()),
                         [](const testing::TestParamInfo<GoodCase>& info) {
                           return info.param.name;
                         });

struct BadCase {
  std::string name;
  std::string certificate;
  std::string key;
  std::string error;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadPairTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadPairTest, IsRefusedInOneLine) {
  const absl::Status status =
      Check(GetParam().certificate, GetParam().key).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()),
              testing::StartsWith(GetParam().error));
  EXPECT_FALSE(absl::StrContains(status.message(), '\n'));
}

// The PEM text with some of its base64 gone.
std::string Damaged(std::string pem) { return pem.erase(pem.size() / 2, 7); }

std::vector<BadCase> BadCases() {
  const KeyPair& pair = SomePair();
  const std::string weak = NewKey(/*rsa_bits=*/1024);
  const std::string chain =
      absl::StrCat(pair.certificate, Damaged(SomeAuthority().certificate()));
  const KeyPair expired =
      SomeAuthority().Issue({"late", {}, -absl::Minutes(1)});
  return {
      {"NoCertificate", "", pair.key,
       "`tls.crt` has no certificate in PEM format"},
      {"NotPem", "garbage\n", pair.key,
       "`tls.crt` has no certificate in PEM format"},
      {"KeyForCertificate", pair.key, pair.key,
       "`tls.crt` has no certificate in PEM format"},
      {"DamagedCertificate", Damaged(pair.certificate), pair.key,
       "`tls.crt` has a bad certificate, number 1: "},
      {"CutOffCertificate",
       pair.certificate.substr(0, pair.certificate.size() / 2), pair.key,
       "`tls.crt` has a bad certificate, number 1: "},
      {"DamagedChain", chain, pair.key,
       "`tls.crt` has a bad certificate, number 2: "},
      {"Expired", expired.certificate, expired.key,
       "`tls.crt` has a certificate that expired at 20"},
      {"NoKey", pair.certificate, "",
       "`tls.key` has no private key in PEM format"},
      {"CertificateForKey", pair.certificate, pair.certificate,
       "`tls.key` has no private key in PEM format"},
      {"DamagedKey", pair.certificate, Damaged(pair.key),
       "`tls.key` has a bad private key"},
      {"EncryptedKey", pair.certificate, NewKey(0, "secret"),
       "`tls.key` has a private key with a passphrase, give one without"},
      {"OtherKey", pair.certificate, NewKey(),
       "`tls.key` is not the private key of the certificate `tls.crt`"},
      {"OtherKindOfKey", pair.certificate, NewKey(/*rsa_bits=*/2048),
       "`tls.key` is not the private key of the certificate `tls.crt`"},
      {"KeyOfTheAuthority", SomeAuthority().certificate(), pair.key,
       "`tls.key` is not the private key of the certificate `tls.crt`"},
      {"WeakKey", SelfSigned(weak), weak,
       "`tls.crt` has a certificate that cannot be used: ee key too small"},
  };
}

INSTANTIATE_TEST_SUITE_P(All, BadPairTest, testing::ValuesIn(BadCases()),
                         [](const testing::TestParamInfo<BadCase>& info) {
                           return info.param.name;
                         });

// Of the authorities in the text, which must be good.
std::vector<std::string> Subjects(const std::string& text) {
  const absl::StatusOr<std::vector<CertificateInfo>> infos =
      CheckAuthorities({"ca.crt", text}, absl::Now());
  EXPECT_TRUE(infos.ok()) << infos.status();
  std::vector<std::string> subjects;
  if (!infos.ok()) return subjects;
  for (const CertificateInfo& info : *infos) subjects.push_back(info.subject);
  return subjects;
}

TEST(CheckAuthoritiesTest, TakesOneOrMore) {
  const std::string& one = SomeAuthority().certificate();
  EXPECT_EQ(Subjects(one), std::vector<std::string>{"CN=authority"});
  const std::string two = absl::StrCat(one, Authority("another").certificate());
  const std::vector<std::string> both = {"CN=authority", "CN=another"};
  EXPECT_EQ(Subjects(two), both);
  EXPECT_EQ(Subjects(two + one), both);
}

TEST(CheckAuthoritiesTest, RefusesWhereAllHaveExpired) {
  const std::string old = Authority("old", -absl::Minutes(1)).certificate();
  EXPECT_THAT(
      std::string(
          CheckAuthorities({"ca.crt", old}, absl::Now()).status().message()),
      testing::StartsWith(
          "`ca.crt` has only authorities that have expired, the last at 2"));
  EXPECT_EQ(Subjects(old + SomeAuthority().certificate()),
            (std::vector<std::string>{"CN=old", "CN=authority"}));
}

TEST(CheckAuthoritiesTest, RefusesNoneAndBadOnes) {
  const std::string& one = SomeAuthority().certificate();
  EXPECT_EQ(
      CheckAuthorities({"ca.crt", ""}, absl::Now()).status(),
      absl::InvalidArgumentError("`ca.crt` has no certificate in PEM format"));
  EXPECT_THAT(
      std::string(CheckAuthorities({"ca.crt", absl::StrCat(one, Damaged(one))},
                                   absl::Now())
                      .status()
                      .message()),
      testing::StartsWith("`ca.crt` has a bad certificate, number 2: "));
}

}  // namespace
}  // namespace base
