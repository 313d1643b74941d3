// Replaces ids by keyed hashes in the decision log.

#ifndef SERVER_DECISION_LOG_ID_HASHER_H_
#define SERVER_DECISION_LOG_ID_HASHER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

// A hash is the first half of an HMAC-SHA256, in 32 hexadecimal digits: under
// one key the same id has the same hash, and without the key nobody can find
// the id, by trying all that there are either.
//
// Thread-safe.
class IdHasher {
 public:
  // With a key from the system's source of randomness, which ends with the
  // process.
  static absl::StatusOr<std::unique_ptr<IdHasher>> WithRandomKey();
  // With the bytes of a file as the key, a line end after them left out. The
  // error is for a file that cannot be read or has less than 16 bytes.
  static absl::StatusOr<std::unique_ptr<IdHasher>> WithKeyOf(
      const std::string& path);

  std::string Hash(absl::string_view id) const;

 private:
  explicit IdHasher(std::string key) : key_(std::move(key)) {}
  static absl::StatusOr<std::unique_ptr<IdHasher>> WithKey(std::string key);

  const std::string key_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_ID_HASHER_H_
