// `authz` against the real server with TLS and mutual TLS.

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/certificates.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Authority;
using testing_support::Finished;
using testing_support::KeyPair;
using testing_support::ProgramOptions;
using testing_support::ServerProcess;
using testing_support::TempFolder;

class TlsCommandTest : public testing::Test {
 protected:
  TlsCommandTest() {
    const Authority authority("authority");
    Write("server", authority.Issue({"server", {"DNS:authz.test"}}));
    Write("client", authority.Issue({"client"}));
    folder_.Write("ca.crt", authority.certificate());
    folder_.Write("other_ca.crt", Authority("other").certificate());
  }

  void Write(const std::string& name, const KeyPair& pair) const {
    folder_.Write(absl::StrCat(name, ".crt"), pair.certificate);
    folder_.Write(absl::StrCat(name, ".key"), pair.key);
  }

  // "DIR" stands for the folder of the files.
  std::vector<std::string> InFolder(std::vector<std::string> arguments) const {
    for (std::string& argument : arguments) {
      absl::StrReplaceAll({{"DIR", folder_.Path("")}}, &argument);
    }
    return arguments;
  }

  void Start() {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(
            InFolder({"--tls_cert=DIRserver.crt", "--tls_key=DIRserver.key",
                      "--tls_client_ca=DIRca.crt"}));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // With variables of the environment, if any.
  Finished Run(std::vector<std::string> arguments,
               std::vector<std::string> environment = {}) const {
    arguments = InFolder(std::move(arguments));
    if (server_ != nullptr) {
      arguments.push_back(absl::StrCat("--server=", server_->address()));
    }
    ProgramOptions options;
    options.environment = InFolder(std::move(environment));
    return RunAuthz(arguments, options);
  }

  const TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(TlsCommandTest, AsksWithItsCertificate) {
  Start();
  const std::vector<std::string> tls = {
      "--tls_ca=DIRca.crt", "--tls_cert=DIRclient.crt",
      "--tls_key=DIRclient.key", "--tls_server_name=authz.test"};
  for (const std::string command : {"check", "explain", "info", "health"}) {
    SCOPED_TRACE(command);
    std::vector<std::string> arguments = {command};
    if (command == "check" || command == "explain") {
      arguments.emplace_back(
          R"({"actor": {"id": "ann", "companyAdmin": true},
              "action": "ACTION_CONFIGURE_TOOL"})");
    }
    arguments.insert(arguments.end(), tls.begin(), tls.end());
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_status, 0);
    EXPECT_EQ(finished.err, "");
    EXPECT_NE(finished.out, "");
  }
}

TEST_F(TlsCommandTest, TakesItsFilesFromTheEnvironment) {
  Start();
  const std::vector<std::string> environment = {
      "AUTHZ_TLS_CA=DIRca.crt", "AUTHZ_TLS_CERT=DIRclient.crt",
      "AUTHZ_TLS_KEY=DIRclient.key", "AUTHZ_TLS_SERVER_NAME=nobody.test"};
  Finished finished =
      Run({"health", "--tls_server_name=authz.test"}, environment);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.exit_status, 0);
  finished = Run({"health"}, environment);
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_THAT(finished.err, HasSubstr("nobody.test is not in peer"));
}

// What the server is configured by in the same container.
TEST_F(TlsCommandTest, FilesOfTheEnvironmentAreNotForAUnixSocket) {
  const std::string address = absl::StrCat("unix:", folder_.Path("s"));
  const auto server =
      ServerProcess::Start({absl::StrCat("--listen=", address)});
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished finished =
      Run({"health", absl::StrCat("--server=", address)},
          {"AUTHZ_TLS_CERT=DIRserver.crt", "AUTHZ_TLS_KEY=DIRserver.key"});
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.exit_status, 0);
}

// gRPC has a variable of its own for where those are.
TEST_F(TlsCommandTest, TrustsTheSystemsAuthorities) {
  Start();
  const std::vector<std::string> flags = {
      "health", "--tls", "--tls_cert=DIRclient.crt", "--tls_key=DIRclient.key",
      "--tls_server_name=authz.test"};
  Finished finished =
      Run(flags, {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=DIRca.crt"});
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.exit_status, 0);
  finished = Run(flags, {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=DIRother_ca.crt"});
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_THAT(finished.err, HasSubstr("certificate verify failed"));
}

TEST_F(TlsCommandTest, SaysThatTheServerMaySpeakNoTls) {
  const auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished finished =
      Run({"health", "--tls_ca=DIRca.crt",
           absl::StrCat("--server=", (*server)->address())});
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_THAT(finished.err, EndsWith("; the server may speak no TLS\n"));
}

struct Case {
  std::string name;
  std::vector<std::string> flags;
  // Part of what it says.
  std::string error;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class NoTrustTest : public TlsCommandTest,
                    public testing::WithParamInterface<Case> {};

TEST_P(NoTrustTest, IsAFailureAndNoDecision) {
  Start();
  std::vector<std::string> arguments = {"health"};
  arguments.insert(arguments.end(), GetParam().flags.begin(),
                   GetParam().flags.end());
  const Finished finished = Run(arguments);
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err,
              HasSubstr(absl::StrCat("authz health: no answer from `",
                                     server_->address(), "`: ")));
  EXPECT_THAT(finished.err,
              StartsWith(absl::StrCat("authz health: no answer from `",
                                      server_->address(), "`: ")));
  EXPECT_THAT(finished.err, HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All, NoTrustTest,
    testing::ValuesIn(std::vector<Case>{
        {"WithoutTls", {}, "Socket closed; the server may speak only TLS"},
        {"WithoutCertificate",
         {"--tls_ca=DIRca.crt", "--tls_server_name=authz.test"},
         "Socket closed; the server may ask for a client's certificate"},
        {"OtherAuthority",
         {"--tls_ca=DIRother_ca.crt", "--tls_server_name=authz.test"},
         "certificate verify failed"},
        {"CertificateForAnotherName",
         {"--tls_ca=DIRca.crt", "--tls_cert=DIRclient.crt",
          "--tls_key=DIRclient.key"},
         "Peer name 127.0.0.1 is not in peer certificate"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

class BadTlsFlagsTest : public TlsCommandTest,
                        public testing::WithParamInterface<Case> {};

TEST_P(BadTlsFlagsTest, AreRefused) {
  std::vector<std::string> arguments = {"check", "{}"};
  arguments.insert(arguments.end(), GetParam().flags.begin(),
                   GetParam().flags.end());
  const Finished finished = Run(arguments);
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(
      finished.err,
      absl::StrCat("authz check: ", InFolder({GetParam().error})[0], "\n"));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadTlsFlagsTest,
    testing::ValuesIn(std::vector<Case>{
        {"CertificateWithoutKey",
         {"--tls_ca=DIRca.crt", "--tls_cert=DIRclient.crt"},
         "give `--tls_cert` and `--tls_key` together"},
        {"KeyWithoutCertificate",
         {"--tls_ca=DIRca.crt", "--tls_key=DIRclient.key"},
         "give `--tls_cert` and `--tls_key` together"},
        {"NoSuchFile",
         {"--tls_ca=DIRnone"},
         "cannot read `DIRnone`: no such file or directory"},
        {"NoAuthorityInFile",
         {"--tls_ca=DIRclient.key"},
         "`DIRclient.key` has no certificate in PEM format"},
        {"KeyOfAnother",
         {"--tls_ca=DIRca.crt", "--tls_cert=DIRclient.crt",
          "--tls_key=DIRserver.key"},
         "`DIRserver.key` is not the private key of the certificate "
         "`DIRclient.crt`"},
        {"OverAUnixSocket",
         {"--tls_ca=DIRca.crt", "--server=unix:/x"},
         "TLS is for TCP, and `unix:/x` is a Unix socket"},
        {"WithoutFilesOverAUnixSocket",
         {"--tls", "--server=unix:/x"},
         "TLS is for TCP, and `unix:/x` is a Unix socket"},
        {"Local",
         {"--local", "--tls_ca=DIRca.crt"},
         "`--local` asks no server, leave out the flags of TLS or `--local`"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace cli
