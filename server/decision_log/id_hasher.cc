#include "server/decision_log/id_hasher.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {
namespace {

constexpr std::size_t kMinKeyBytes = 16;
constexpr std::size_t kRandomKeyBytes = 32;
constexpr std::size_t kMacBytes = 32;

// Empty where OpenSSL has no such thing.
std::string HmacSha256(absl::string_view key, absl::string_view text) {
  std::string mac(kMacBytes, '\0');
  const unsigned char* const made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  return made == nullptr ? "" : mac;
}

}  // namespace

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithKey(std::string key) {
  if (HmacSha256(key, "").empty()) {
    return absl::UnavailableError("OpenSSL has no HMAC-SHA256");
  }
  return std::unique_ptr<IdHasher>(new IdHasher(std::move(key)));
}

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithRandomKey() {
  std::string key(kRandomKeyBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()),
                 static_cast<int>(key.size())) != 1) {
    return absl::UnavailableError("OpenSSL has no random bytes");
  }
  return WithKey(std::move(key));
}

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithKeyOf(
    const std::string& path) {
  const absl::StatusOr<std::string> content = base::ReadFile(path);
  if (!content.ok()) return content.status();
  const absl::string_view key = absl::StripSuffix(*content, "\n");
  if (key.size() < kMinKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path, "` has ", key.size(), " bytes, a key needs ",
                     kMinKeyBytes, " at least"));
  }
  return WithKey(std::string(key));
}

std::string IdHasher::Hash(absl::string_view id) const {
  return absl::BytesToHexString(
      absl::string_view(HmacSha256(key_, id)).substr(0, kMacBytes / 2));
}

}  // namespace server
