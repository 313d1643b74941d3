#include "server/net/tls_tickets.h"

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

using Configuration = std::unique_ptr<CONF, void (*)(CONF*)>;

// The value of a name in a section, `otherwise` where there is none. A null
// section is that of names before the first one.
std::string ValueOf(const Configuration& configuration, const char* section,
                    const char* name, const char* otherwise) {
  const char* value = NCONF_get_string(configuration.get(), section, name);
  return value == nullptr ? otherwise : value;
}

// What is in the file, with what turns tickets off beside it; "" where the file
// is malformed. Where there is none, as in an image of the programs alone, the
// latter only.
std::string WithoutTickets(const char* file) {
  const Configuration configuration(NCONF_new(nullptr), NCONF_free);
  long line = 0;  // NOLINT(google-runtime-int): OpenSSL's.
  const bool is_read = NCONF_load(configuration.get(), file, &line) == 1;
  if (line > 0) return "";
  const std::string modules =
      ValueOf(configuration, nullptr, "openssl_conf", "modules");
  const std::string tls =
      ValueOf(configuration, modules.c_str(), "ssl_conf", "tls");
  const std::string contexts =
      ValueOf(configuration, tls.c_str(), "system_default", "contexts");
  const std::string options =
      ValueOf(configuration, contexts.c_str(), "Options", "");
  return absl::StrCat(is_read ? absl::StrCat(".include ", file, "\n") : "",
                      "[default]\nopenssl_conf = ", modules, "\n[", modules,
                      "]\nssl_conf = ", tls, "\n[", tls,
                      "]\nsystem_default = ", contexts, "\n[", contexts,
                      "]\nNumTickets = 0\nOptions = ", options,
                      options.empty() ? "" : ",", "-SessionTicket\n");
}

}  // namespace

absl::Status TurnOffTlsTickets() {
  // Else OpenSSL loads the system's configuration later, in place of this.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const std::unique_ptr<char, void (*)(char*)> file(
      CONF_get1_default_config_file(), [](char* text) { OPENSSL_free(text); });
  const std::string text = WithoutTickets(file.get());
  const std::unique_ptr<BIO, void (*)(BIO*)> in(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
      BIO_free_all);
  const Configuration configuration(NCONF_new(nullptr), NCONF_free);
  const bool done =
      !text.empty() &&
      NCONF_load_bio(configuration.get(), in.get(), nullptr) == 1 &&
      CONF_modules_load(configuration.get(), nullptr, 0) == 1;
  ERR_clear_error();
  if (done) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("`", file.get(), "`: not a configuration of OpenSSL"));
}

}  // namespace server
