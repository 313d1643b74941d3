// TLS that is asked for and cannot be had ends the server before it listens.

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::TempFolder;

// Of an authority that expired with the year 2019.
constexpr char kExpiredAuthority[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBcDCCARegAwIBAgIUcKevm9NRttWqJlLhLN5+l9J1btYwCgYIKoZIzj0EAwIw\n"
    "DjEMMAoGA1UEAwwDb2xkMB4XDTE5MTIzMTAwMDAwMFoXDTIwMDEwMTAwMDAwMFow\n"
    "DjEMMAoGA1UEAwwDb2xkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBJ3lmc7/\n"
    "ttExIjmOcyXAm6hs7yK184EmCvCek24AJYU0bAEGBYfLANrpsc6kXsYrErotVLkx\n"
    "9ezDUgj0xUTzzqNTMFEwHQYDVR0OBBYEFDyFZRzZ9HaHocarX5WttTqpSH/4MB8G\n"
    "A1UdIwQYMBaAFDyFZRzZ9HaHocarX5WttTqpSH/4MA8GA1UdEwEB/wQFMAMBAf8w\n"
    "CgYIKoZIzj0EAwIDRwAwRAIgIVmQNPiU5D4tpjpg34OZXSTSv3ekgsVUn3QKHGYI\n"
    "rFUCID3Mgsi6gm8GswMgtzXrvna/x8rprAUikLaDrEdd7bbO\n"
    "-----END CERTIFICATE-----\n";

struct Case {
  std::string name;
  // "DIR" stands for the folder of the files, in the error too.
  std::vector<std::string> flags;
  std::string error;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class TlsStartTest : public testing::TestWithParam<Case> {
 protected:
  TlsStartTest() {
    const Authority authority("authority");
    const KeyPair pair = authority.IssueForServer();
    folder_.Write("tls.crt", pair.certificate);
    folder_.Write("tls.key", pair.key);
    folder_.Write("other.key", testing_support::NewKey());
    folder_.Write("ca.crt", authority.certificate());
    folder_.Write("empty", "");
    folder_.Write("old.crt", kExpiredAuthority);
    folder_.Write("bad.json", R"({"name": "p", "allow_rules": [{}]})");
    folder_.Write("good.json",
                  R"({"name": "p", "allow_rules": [{"name": "all"}]})");
  }

  std::string InFolder(const std::string& text) const {
    return absl::StrReplaceAll(text, {{"DIR", folder_.Path("")}});
  }

  const TempFolder folder_;
};

TEST_P(TlsStartTest, IsRefused) {
  std::vector<std::string> flags;
  for (const std::string& flag : GetParam().flags) {
    flags.push_back(InFolder(flag));
  }
  if (!absl::StrContains(absl::StrJoin(flags, " "), "--listen=")) {
    flags.emplace_back("--listen=127.0.0.1:0");
  }
  ExpectRefusal(RunServer(flags), InFolder(GetParam().error));
}

constexpr char kCert[] = "--tls_cert=DIRtls.crt";
constexpr char kKey[] = "--tls_key=DIRtls.key";
constexpr char kClientCa[] = "--tls_client_ca=DIRca.crt";

INSTANTIATE_TEST_SUITE_P(
    Files, TlsStartTest,
    testing::ValuesIn(std::vector<Case>{
        {"NoCertificateFile",
         {"--tls_cert=DIRnone", kKey},
         "cannot read `DIRnone`: no such file or directory"},
        {"NoKeyFile",
         {kCert, "--tls_key=DIRnone"},
         "cannot read `DIRnone`: no such file or directory"},
        {"NoClientCaFile",
         {kCert, kKey, "--tls_client_ca=DIRnone"},
         "cannot read `DIRnone`: no such file or directory"},
        {"EmptyCertificate",
         {"--tls_cert=DIRempty", kKey},
         "`DIRempty` has no certificate in PEM format"},
        {"OtherKey",
         {kCert, "--tls_key=DIRother.key"},
         "`DIRother.key` is not the private key of the certificate "
         "`DIRtls.crt`"},
        {"EmptyClientCa",
         {kCert, kKey, "--tls_client_ca=DIRempty"},
         "`DIRempty` has no certificate in PEM format"},
        {"ExpiredClientCa",
         {kCert, kKey, "--tls_client_ca=DIRold.crt"},
         "`DIRold.crt` has only authorities that have expired, the last at "
         "2020-01-01T00:00:00+00:00"},
        {"NoCallersFile",
         {kCert, kKey, kClientCa, "--callers=DIRnone"},
         "cannot read `DIRnone`: no such file or directory"},
        {"BadCallersFile",
         {kCert, kKey, kClientCa, "--callers=DIRbad.json"},
         "`DIRbad.json`: allow_rules[0]: needs a name"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Flags, TlsStartTest,
    testing::ValuesIn(std::vector<Case>{
        {"CertificateWithoutKey",
         {kCert},
         "flag `--tls_cert`: give its private key too, with `--tls_key`"},
        {"KeyWithoutCertificate",
         {kKey},
         "flag `--tls_key`: give its certificate too, with `--tls_cert`"},
        {"ClientCaWithoutTls",
         {kClientCa},
         "flag `--tls_client_ca`: needs TLS, give `--tls_cert` and `--tls_key` "
         "too"},
        {"CallersWithoutTls",
         {"--callers=DIRgood.json"},
         "flag `--callers`: callers are known by their certificates, give "
         "`--tls_client_ca` too"},
        {"CallersWithoutClientCa",
         {kCert, kKey, "--callers=DIRgood.json"},
         "flag `--callers`: callers are known by their certificates, give "
         "`--tls_client_ca` too"},
        {"TlsForUnixSockets",
         {kCert, kKey, "--listen=unix:DIRs"},
         "flag `--tls_cert`: TLS is for TCP, and `--listen` has only Unix "
         "sockets"},
        {"TlsAndInsecureListen",
         {kCert, kKey, "--insecure_listen"},
         "flag `--insecure_listen`: is for listening without TLS, leave it out "
         "or leave out `--tls_cert`"},
        {"ListenBeyondLoopback",
         {"--listen=0.0.0.0:0"},
         "cannot listen on 0.0.0.0:0: other machines can connect there, and it "
         "would be without TLS: give `--tls_cert` and `--tls_key`, or allow it "
         "with `--insecure_listen`"},
        {"GroupThatDoesNotExist",
         {"--listen=unix:DIRs", "--socket_group=no such group"},
         "flag `--socket_group`: no group is named `no such group`, give its "
         "name or number"},
        {"GroupWithoutUnixSocket",
         {"--socket_group=0"},
         "flag `--socket_group`: `--listen` has no Unix socket"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace server
