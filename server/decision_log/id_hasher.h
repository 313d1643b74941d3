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
// the id, not even by trying all ids. Thread-safe.
class IdHasher {
 public:
  // Takes the bytes of the file as the key, without a line end after them.
  // Where `key_file` is empty, the key is random and ends with the process. The
  // error is for a file that cannot be read or has less than 16 bytes.
  static absl::StatusOr<IdHasher> Create(const std::string& key_file);

  std::string Hash(absl::string_view id) const;

 private:
  explicit IdHasher(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_ID_HASHER_H_
