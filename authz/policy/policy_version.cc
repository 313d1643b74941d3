#include "authz/policy/policy_version.h"

#include <openssl/sha.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace authz {

std::string PolicyVersion(
    const conversations::authz::policy::v1::Policy& policy) {
  std::string content;
  {
    google::protobuf::io::StringOutputStream stream(&content);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    static_cast<void>(policy.SerializeToCodedStream(&coded));
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(),
         digest.data());
  const absl::string_view start(reinterpret_cast<const char*>(digest.data()),
                                6);
  return absl::StrCat(policy.name(), "@", absl::BytesToHexString(start));
}

}  // namespace authz
