#include "base/libraries.h"

#include <grpcpp/version_info.h>
#include <openssl/crypto.h>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "google/protobuf/stubs/common.h"

namespace base {
namespace {

// 3.21.12, and from 4.22 on without the first number, which is that of C++, as
// Protobuf calls its releases.
std::string ProtobufVersion() {
  constexpr int kThousand = 1000;
  constexpr int kPatch = GOOGLE_PROTOBUF_VERSION % kThousand;
  constexpr int kMinor = GOOGLE_PROTOBUF_VERSION / kThousand % kThousand;
  constexpr int kMajor = GOOGLE_PROTOBUF_VERSION / kThousand / kThousand;
  const std::string release = absl::StrCat(kMinor, ".", kPatch);
  return GOOGLE_PROTOBUF_VERSION < 4022000 ? absl::StrCat(kMajor, ".", release)
                                           : release;
}

}  // namespace

std::vector<Library> Libraries() {
  return {{"OpenSSL", OpenSSL_version(OPENSSL_FULL_VERSION_STRING)},
          {"gRPC", GRPC_CPP_VERSION_STRING},
          {"Protobuf", ProtobufVersion()},
          {"Abseil", absl::StrCat(ABSL_LTS_RELEASE_VERSION, ".",
                                  ABSL_LTS_RELEASE_PATCH_LEVEL)}};
}

std::string VersionText(absl::string_view program) {
  std::string text = absl::StrCat(program, " ", Version(), "\n");
  for (const Library& library : Libraries()) {
    absl::StrAppend(&text, library.name, " ", library.version, "\n");
  }
  return text;
}

}  // namespace base
