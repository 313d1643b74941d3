#include "base/libraries.h"

#include <grpcpp/version_info.h>
#include <openssl/crypto.h>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "google/protobuf/stubs/common.h"

namespace base {

std::vector<Library> Libraries() {
  return {{"OpenSSL", OpenSSL_version(OPENSSL_FULL_VERSION_STRING)},
          {"gRPC", GRPC_CPP_VERSION_STRING},
          {"Protobuf",
           google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION)},
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
