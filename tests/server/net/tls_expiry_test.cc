// What there is to tell of the certificate in force.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/net/tls_credentials.h"
#include "tests/support/certificates.h"
#include "tests/support/secret_volume.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::SecretVolume;

TEST(TlsExpiryTest, IsThatOfTheServersOwnCertificate) {
  const Authority authority("authority");
  const KeyPair pair = authority.Issue({"server", {}, absl::Minutes(10)});
  // That of the authority expires later.
  const SecretVolume volume(
      {{"tls.crt", pair.certificate + authority.certificate()},
       {"tls.key", pair.key}});
  const absl::StatusOr<std::shared_ptr<TlsCredentials>> tls =
      TlsCredentials::Load(
          {volume.Path("tls.crt"), volume.Path("tls.key"), ""});
  ASSERT_TRUE(tls.ok()) << tls.status();
  EXPECT_GT((*tls)->info().certificate.expiry, absl::Now() + absl::Minutes(9));
  EXPECT_LE((*tls)->info().certificate.expiry, absl::Now() + absl::Minutes(10));
  EXPECT_EQ((*tls)->files().reloads().succeeded, 0);
  EXPECT_EQ((*tls)->files().reloads().failed, 0);
}

}  // namespace
}  // namespace server
