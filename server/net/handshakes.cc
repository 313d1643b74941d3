#include "server/net/handshakes.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

std::atomic<std::int64_t> failed = 0;

// Null where it is not known.
thread_local const std::string* peer_of_thread = nullptr;

// Whether it ended with an error before the peer had said that it is done.
bool HasFailed(const SSL* connection) {
  return absl::string_view(SSL_state_string_long(connection)) == "error" &&
         SSL_get_peer_finished(connection, nullptr, 0) == 0;
}

void KeepPeer(void*, void*, CRYPTO_EX_DATA* values, int index, std::int64_t,
              void*) {
  CRYPTO_set_ex_data(
      values, index,
      new std::string(peer_of_thread == nullptr ? "" : *peer_of_thread));
}

// OpenSSL calls it before it frees anything that HasFailed asks for.
void TellOfPeer(void* connection, void* value, CRYPTO_EX_DATA*, int,
                std::int64_t, void*) {
  const std::unique_ptr<const std::string> peer(
      static_cast<const std::string*>(value));
  const auto* ssl = static_cast<const SSL*>(connection);
  if (peer == nullptr || SSL_is_server(ssl) == 0 || !HasFailed(ssl)) return;
  ++failed;
  std::vector<LogField> fields;
  if (!peer->empty()) fields.push_back({"peer", *peer});
  const auto verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    fields.push_back({"error", X509_verify_cert_error_string(verified)});
  }
  static LogLimit limit(10, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "a TLS handshake failed", fields);
}

}  // namespace

void WatchHandshakes() {
  CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, KeepPeer, nullptr,
                          TellOfPeer);
}

PeerOfThread::PeerOfThread(const std::string& peer) { peer_of_thread = &peer; }

PeerOfThread::~PeerOfThread() { peer_of_thread = nullptr; }

std::int64_t FailedHandshakes() { return failed; }

}  // namespace server
