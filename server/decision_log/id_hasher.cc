#include "server/decision_log/id_hasher.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {
namespace {

constexpr std::size_t kMinKeyBytes = 16;
constexpr std::size_t kMacBytes = 32;

}  // namespace

absl::StatusOr<IdHasher> IdHasher::Create(const std::string& key_file) {
  if (key_file.empty()) {
    std::string key(kMacBytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()),
                   static_cast<int>(key.size())) != 1) {
      return absl::UnavailableError("OpenSSL has no random bytes");
    }
    return IdHasher(std::move(key));
  }
  const absl::StatusOr<std::string> content = base::ReadRegularFile(key_file);
  if (!content.ok()) return content.status();
  const absl::string_view key = absl::StripSuffix(*content, "\n");
  if (key.size() < kMinKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", key_file, "` has ", key.size(),
                     " bytes, a key needs ", kMinKeyBytes, " at least"));
  }
  return IdHasher(std::string(key));
}

std::string IdHasher::Hash(absl::string_view id) const {
  // Stays zero, and tells nothing of the id, if OpenSSL should fail.
  std::array<unsigned char, kMacBytes> mac = {};
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(id.data()), id.size(), mac.data(),
       nullptr);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(mac.data()), kMacBytes / 2));
}

}  // namespace server
