#include "base/bytes.h"

#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace base {
namespace {

// From the largest to the smallest, which every size is a whole number of.
constexpr std::pair<absl::string_view, std::int64_t> kUnits[] = {
    {"GiB", std::int64_t{1} << 30U},
    {"MiB", std::int64_t{1} << 20U},
    {"KiB", std::int64_t{1} << 10U},
    {"", 1},
};

}  // namespace

bool AbslParseFlag(absl::string_view text, Bytes* bytes, std::string* error) {
  for (const auto& [name, size] : kUnits) {
    absl::string_view number = text;
    if (!absl::ConsumeSuffix(&number, name)) continue;
    std::int64_t count = 0;
    if (!absl::SimpleAtoi(number, &count) || count < 0 ||
        count > std::numeric_limits<std::int64_t>::max() / size) {
      break;
    }
    bytes->count = count * size;
    return true;
  }
  *error = "give bytes such as `1000`, `64KiB`, `4MiB` or `1GiB`";
  return false;
}

std::string AbslUnparseFlag(Bytes bytes) {
  for (const auto& [name, size] : kUnits) {
    if (bytes.count > 0 && bytes.count % size == 0) {
      return absl::StrCat(bytes.count / size, name);
    }
  }
  return absl::StrCat(bytes.count);
}

}  // namespace base
