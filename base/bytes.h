// Sizes in bytes as flag values: "1000", "64KiB", "4MiB", "1GiB".

#ifndef BASE_BYTES_H_
#define BASE_BYTES_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/string_view.h"

namespace base {

// A number of bytes, not negative.
struct Bytes {
  std::int64_t count = 0;
};

// As absl/flags/marshalling.h asks.
bool AbslParseFlag(absl::string_view text, Bytes* bytes, std::string* error);
// By the largest unit of which it is a whole number.
std::string AbslUnparseFlag(Bytes bytes);

// Parses as Bytes does what is from `min` to `max`.
bool ParseBytesBetween(absl::string_view text, std::int64_t min,
                       std::int64_t max, std::int64_t& count,
                       std::string& error);

// A number of bytes from Min to Max; by default one that fits an int32, as gRPC
// takes them.
template <std::int64_t Min = 1,
          std::int64_t Max = std::numeric_limits<std::int32_t>::max()>
struct BytesBetween {
  std::int64_t count = Min;
};

template <std::int64_t Min, std::int64_t Max>
bool AbslParseFlag(absl::string_view text, BytesBetween<Min, Max>* bytes,
                   std::string* error) {
  return ParseBytesBetween(text, Min, Max, bytes->count, *error);
}

template <std::int64_t Min, std::int64_t Max>
std::string AbslUnparseFlag(BytesBetween<Min, Max> bytes) {
  return AbslUnparseFlag(Bytes{bytes.count});
}

}  // namespace base

#endif  // BASE_BYTES_H_
