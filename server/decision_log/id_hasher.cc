#include "server/decision_log/id_hasher.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {
namespace {

constexpr std::size_t kLeastKeyBytes = 16;
constexpr std::size_t kRandomKeyBytes = 32;
constexpr std::size_t kMacBytes = 32;

struct Free {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, Free>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

class IdHasher::Keyed {
 public:
  // Null where OpenSSL has no such thing.
  static std::unique_ptr<const Keyed> Make(absl::string_view key) {
    const std::unique_ptr<EVP_MAC, Free> mac(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    if (mac == nullptr) return nullptr;
    Context context(EVP_MAC_CTX_new(mac.get()));
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(),
                                         0),
        OSSL_PARAM_construct_end()};
    if (context == nullptr ||
        EVP_MAC_init(context.get(), Bytes(key), key.size(),
                     parameters.data()) != 1) {
      return nullptr;
    }
    return std::unique_ptr<const Keyed>(new Keyed(std::move(context)));
  }

  std::array<unsigned char, kMacBytes> MacOf(absl::string_view id) const {
    std::array<unsigned char, kMacBytes> mac = {};
    const Context context(EVP_MAC_CTX_dup(context_.get()));
    std::size_t size = 0;
    EVP_MAC_update(context.get(), Bytes(id), id.size());
    EVP_MAC_final(context.get(), mac.data(), &size, mac.size());
    return mac;
  }

 private:
  explicit Keyed(Context context) : context_(std::move(context)) {}

  // Has taken the key, and nothing else.
  const Context context_;
};

IdHasher::IdHasher(std::unique_ptr<const Keyed> keyed)
    : keyed_(std::move(keyed)) {}

IdHasher::~IdHasher() = default;

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithKey(
    absl::string_view key) {
  std::unique_ptr<const Keyed> keyed = Keyed::Make(key);
  if (keyed == nullptr) {
    return absl::UnavailableError("OpenSSL has no HMAC-SHA256");
  }
  return std::unique_ptr<IdHasher>(new IdHasher(std::move(keyed)));
}

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithRandomKey() {
  std::string key(kRandomKeyBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()),
                 static_cast<int>(key.size())) != 1) {
    return absl::UnavailableError("OpenSSL has no random bytes");
  }
  return WithKey(key);
}

absl::StatusOr<std::unique_ptr<IdHasher>> IdHasher::WithKeyOf(
    const std::string& path) {
  const absl::StatusOr<std::string> content = base::ReadFile(path);
  if (!content.ok()) return content.status();
  const absl::string_view key = absl::StripSuffix(*content, "\n");
  if (key.size() < kLeastKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path, "` has ", key.size(), " bytes, a key needs ",
                     kLeastKeyBytes, " at least"));
  }
  return WithKey(key);
}

std::string IdHasher::Hash(absl::string_view id) const {
  const std::array<unsigned char, kMacBytes> mac = keyed_->MacOf(id);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(mac.data()), mac.size() / 2));
}

}  // namespace server
