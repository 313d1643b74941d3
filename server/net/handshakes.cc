#include "server/net/handshakes.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

std::atomic<std::int64_t> failed = 0;

// Null where it is not known.
thread_local const std::string* peer_of_thread = nullptr;

// What is kept with each connection of OpenSSL's.
struct Peer {
  // "" where it is not known.
  std::string name;
  bool has_failed = false;
};

// The index of a connection's Peer in its extra data.
int peer_index = -1;

void KeepPeer(void*, void*, CRYPTO_EX_DATA* values, int index, std::int64_t,
              void*) {
  auto peer = std::make_unique<Peer>();
  if (peer_of_thread != nullptr) peer->name = *peer_of_thread;
  CRYPTO_set_ex_data(values, index, peer.release());
}

void ForgetPeer(void*, void* peer, CRYPTO_EX_DATA*, int, std::int64_t, void*) {
  delete static_cast<Peer*>(peer);
}

// Returns true for a fatal alert of either side, and for bytes received that
// are no record of TLS, which OpenSSL may end without an alert.
bool IsFailure(bool is_sent, int type, const unsigned char* bytes,
               std::size_t size) {
  if (type == SSL3_RT_ALERT) return size > 0 && bytes[0] == SSL3_AL_FATAL;
  return type == SSL3_RT_HEADER && !is_sent && size > 0 &&
         (bytes[0] < SSL3_RT_CHANGE_CIPHER_SPEC ||
          bytes[0] > SSL3_RT_APPLICATION_DATA);
}

// OpenSSL calls it for each record and message.
void WatchMessage(int is_sent, int, int type, const void* bytes,
                  std::size_t size, SSL* ssl, void*) {
  if (!IsFailure(is_sent != 0, type, static_cast<const unsigned char*>(bytes),
                 size)) {
    return;
  }
  auto* peer = static_cast<Peer*>(SSL_get_ex_data(ssl, peer_index));
  // Once the peer has said that it is done, it is the connection that fails.
  if (peer == nullptr || peer->has_failed || SSL_is_server(ssl) == 0 ||
      SSL_get_peer_finished(ssl, nullptr, 0) > 0) {
    return;
  }
  peer->has_failed = true;
  ++failed;
  std::vector<LogField> fields;
  if (!peer->name.empty()) fields.push_back({"peer", peer->name});
  const auto verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    fields.push_back({"error", X509_verify_cert_error_string(verified)});
  }
  static LogLimit limit(10, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "a TLS handshake failed", fields);
}

void WatchContext(void* context, void*, CRYPTO_EX_DATA*, int, std::int64_t,
                  void*) {
  SSL_CTX_set_msg_callback(static_cast<SSL_CTX*>(context), &WatchMessage);
}

}  // namespace

void WatchHandshakes() {
  peer_index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr,
                                       KeepPeer, nullptr, ForgetPeer);
  CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, nullptr, WatchContext,
                          nullptr, nullptr);
}

PeerOfThread::PeerOfThread(const std::string& peer) { peer_of_thread = &peer; }

PeerOfThread::~PeerOfThread() { peer_of_thread = nullptr; }

std::int64_t FailedHandshakes() { return failed; }

}  // namespace server
