// Sizes in bytes as flag values: "1000", "64KiB", "4MiB", "1GiB".

#ifndef BASE_BYTES_H_
#define BASE_BYTES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace base {

// A number of bytes, not negative.
struct Bytes {
  std::int64_t count = 0;
};

// As absl/flags/marshalling.h asks.
bool AbslParseFlag(absl::string_view text, Bytes* bytes, std::string* error);
// Written in the largest unit of which it is a whole number.
std::string AbslUnparseFlag(Bytes bytes);

}  // namespace base

#endif  // BASE_BYTES_H_
