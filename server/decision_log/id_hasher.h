// Replaces ids by keyed hashes in the decision log.

#ifndef SERVER_DECISION_LOG_ID_HASHER_H_
#define SERVER_DECISION_LOG_ID_HASHER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

// A hash is the first half of an HMAC-SHA256, in 32 hexadecimal digits: under
// one key the same id has the same hash, and without the key nobody can find
// the id, by trying all that there are either. Thread-safe.
class IdHasher {
 public:
  // With the bytes of that file as the key, a line end after them left out.
  // Where `key_file` is empty, with a random key, which ends with the process.
  // The error is for a file that cannot be read or has less than 16 bytes.
  static absl::StatusOr<IdHasher> Create(const std::string& key_file);

  std::string Hash(absl::string_view id) const;

 private:
  explicit IdHasher(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_ID_HASHER_H_
