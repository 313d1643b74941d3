#include "server/net/client_certificates.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/resources/resident_memory.h"
#include "tests/support/certificates.h"
#include "tests/support/sanitized.h"

namespace server {
namespace {

using testing_support::Authority;

// It lives for an hour, as the authorities do.
const Authority& Root() {
  static const auto& authority = *new Authority("root");
  return authority;
}

const Authority& Intermediate() {
  static const auto& authority = *new Authority("intermediate", Root());
  return authority;
}

std::string Lives(absl::Duration lifetime) {
  return Root().Issue({"client", {}, lifetime}).certificate;
}

constexpr absl::Duration kShort = absl::Minutes(10);
constexpr absl::Duration kLong = absl::Hours(3);

struct Case {
  std::string name;
  std::string certificate;
  std::string chain;
  // From now.
  absl::Duration at;
  // Why it is not valid; empty where it is.
  std::string error;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

absl::Status Expected(const std::string& error) {
  if (error.empty()) return absl::OkStatus();
  return absl::UnauthenticatedError(
      absl::StrCat("the client's certificate is not valid: ", error));
}

class ClientCertificatesTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        certificates_.SetAuthorities({"ca.crt", Root().certificate()}).ok());
  }

  ClientCertificates certificates_;
};

TEST_P(ClientCertificatesTest, AreVerified) {
  const Case& c = GetParam();
  const absl::Time now = absl::Now();
  EXPECT_EQ(certificates_.Verify(c.certificate, c.chain, now + c.at),
            Expected(c.error));
}

// Whatever was found of it a moment before.
TEST_P(ClientCertificatesTest, AreVerifiedAnewAtAnotherTime) {
  const Case& c = GetParam();
  const absl::Time now = absl::Now();
  for (const absl::Duration before : {absl::ZeroDuration(), absl::Hours(9)}) {
    certificates_.Verify(c.certificate, c.chain, now + before).IgnoreError();
    EXPECT_EQ(certificates_.Verify(c.certificate, c.chain, now + c.at),
              Expected(c.error))
        << before;
  }
}

std::vector<Case> Cases() {
  const std::string by_intermediate =
      Intermediate().Issue({"client", {}, kLong}).certificate;
  return {
      {"Valid", Lives(kShort), "", absl::ZeroDuration(), ""},
      {"UntilItsEnd", Lives(kShort), "", kShort - absl::Seconds(5), ""},
      {"Expired", Lives(kShort), "", kShort, "certificate has expired"},
      {"NotYet", Lives(kShort), "", -kLong,
       X509_verify_cert_error_string(X509_V_ERR_CERT_NOT_YET_VALID)},
      {"ExpiredAuthority", Lives(kLong), "", absl::Hours(2),
       "certificate has expired"},
      {"ByIntermediate", by_intermediate, Intermediate().certificate(),
       absl::ZeroDuration(), ""},
      {"ExpiredIntermediate", by_intermediate, Intermediate().certificate(),
       absl::Hours(2), "certificate has expired"},
      {"WithoutIntermediate", by_intermediate, "", absl::ZeroDuration(),
       "unable to get local issuer certificate"},
      {"OfAnotherAuthority", Authority("other").Issue({"client"}).certificate,
       "", absl::ZeroDuration(), "unable to get local issuer certificate"},
      {"OfAnAuthorityOfTheSameName",
       Authority("root").Issue({"client"}).certificate, "",
       absl::ZeroDuration(), "certificate signature failure"},
      {"None", "", "", absl::ZeroDuration(), "it cannot be read"},
      {"NoCertificate", "x", "", absl::ZeroDuration(), "it cannot be read"},
      {"DamagedChain", Lives(kShort),
       "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
       absl::ZeroDuration(), "it cannot be read"},
  };
}

INSTANTIATE_TEST_SUITE_P(All, ClientCertificatesTest,
                         testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return info.param.name;
                         });

TEST(ClientCertificatesOfTest, OtherAuthoritiesHoldAtOnce) {
  const Authority other("other");
  const std::string certificate = Lives(kShort);
  const absl::Time now = absl::Now();
  ClientCertificates certificates;
  EXPECT_EQ(certificates.Verify(certificate, "", now),
            Expected("there are no authorities"));
  ASSERT_TRUE(
      certificates.SetAuthorities({"ca.crt", Root().certificate()}).ok());
  EXPECT_EQ(certificates.Verify(certificate, "", now), absl::OkStatus());
  ASSERT_TRUE(
      certificates.SetAuthorities({"ca.crt", other.certificate()}).ok());
  EXPECT_EQ(certificates.Verify(certificate, "", now),
            Expected("unable to get local issuer certificate"));
  // Bad ones change nothing.
  EXPECT_EQ(
      certificates.SetAuthorities({"ca.crt", "x"}),
      absl::InvalidArgumentError("`ca.crt` has no certificate in PEM format"));
  EXPECT_EQ(certificates.Verify(certificate, "", now),
            Expected("unable to get local issuer certificate"));
  ASSERT_TRUE(
      certificates
          .SetAuthorities({"ca.crt", absl::StrCat(other.certificate(),
                                                  Root().certificate())})
          .ok());
  EXPECT_EQ(certificates.Verify(certificate, "", now), absl::OkStatus());
}

// One client can come with any number of chains, of which each is another text.
TEST(ClientCertificatesTest, KeepsFewMebibytesOfTexts) {
  ClientCertificates certificates;
  const std::string certificate = Lives(kLong);
  const std::string chain(std::size_t{64} << 10U, 'x');
  const std::int64_t before = *ResidentMemory();
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_FALSE(
        certificates.Verify(certificate, absl::StrCat(chain, i), absl::Now())
            .ok());
  }
  // A sanitizer keeps what is freed.
  if (testing_support::kIsSanitized) return;
  EXPECT_LT(*ResidentMemory() - before, std::int64_t{32} << 20U);
}

}  // namespace
}  // namespace server
