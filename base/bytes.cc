#include "base/bytes.h"

#include <array>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace base {
namespace {

struct Unit {
  absl::string_view name;
  std::int64_t bytes;
};

// From the largest to the smallest, which every size is a whole number of.
constexpr std::array<Unit, 4> kUnits = {{
    {"GiB", std::int64_t{1} << 30U},
    {"MiB", std::int64_t{1} << 20U},
    {"KiB", std::int64_t{1} << 10U},
    {"", 1},
}};

}  // namespace

bool AbslParseFlag(absl::string_view text, Bytes* bytes, std::string* error) {
  for (const Unit& unit : kUnits) {
    absl::string_view number = text;
    if (!absl::ConsumeSuffix(&number, unit.name)) continue;
    std::int64_t count = 0;
    if (!absl::SimpleAtoi(number, &count) || count < 0 ||
        count > std::numeric_limits<std::int64_t>::max() / unit.bytes) {
      break;
    }
    bytes->count = count * unit.bytes;
    return true;
  }
  *error = "give bytes such as `1000`, `64KiB`, `4MiB` or `1GiB`";
  return false;
}

std::string AbslUnparseFlag(Bytes bytes) {
  for (const Unit& unit : kUnits) {
    if (bytes.count > 0 && bytes.count % unit.bytes == 0) {
      return absl::StrCat(bytes.count / unit.bytes, unit.name);
    }
  }
  return absl::StrCat(bytes.count);
}

}  // namespace base
