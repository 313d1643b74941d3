// Ids as they are written to a log that is not to have them.

#ifndef SERVER_DECISION_LOG_ID_HASHER_H_
#define SERVER_DECISION_LOG_ID_HASHER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

// Replaces an id by the first half of its HMAC-SHA256, in 32 hexadecimal
// digits: the same id has the same hash under one key, and without the key
// nobody can find the id, by trying all that there are either.
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

  IdHasher(const IdHasher&) = delete;
  IdHasher& operator=(const IdHasher&) = delete;
  ~IdHasher();

  std::string Hash(absl::string_view id) const;

 private:
  // What OpenSSL keeps of the key.
  class Keyed;

  explicit IdHasher(std::unique_ptr<const Keyed> keyed);
  static absl::StatusOr<std::unique_ptr<IdHasher>> WithKey(
      absl::string_view key);

  const std::unique_ptr<const Keyed> keyed_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_ID_HASHER_H_
