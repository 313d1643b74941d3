#include "authz/text/utf8.h"

#include <cstddef>
#include <cstdint>

namespace authz {
namespace {

// A first byte tells how many follow, and bounds what they make up.
struct Form {
  std::size_t following;
  std::uint32_t least;
  std::uint8_t mask;
  std::uint8_t first;
};

constexpr Form kForms[] = {
    {0, 0x0, 0x80, 0x00},
    {1, 0x80, 0xE0, 0xC0},
    {2, 0x800, 0xF0, 0xE0},
    {3, 0x10000, 0xF8, 0xF0},
};

// Takes one character off the start; false where there is none.
bool ConsumeCharacter(absl::string_view& bytes) {
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  for (const Form& form : kForms) {
    if ((first & form.mask) != form.first) continue;
    if (bytes.size() <= form.following) return false;
    std::uint32_t point = first & static_cast<std::uint8_t>(~form.mask);
    for (std::size_t i = 1; i <= form.following; ++i) {
      const auto next = static_cast<std::uint8_t>(bytes[i]);
      if ((next & 0xC0) != 0x80) return false;
      point = point << 6 | (next & 0x3F);
    }
    bytes.remove_prefix(form.following + 1);
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point >= form.least && point <= 0x10FFFF && !is_surrogate;
  }
  return false;
}

}  // namespace

bool IsUtf8(absl::string_view bytes) {
  while (!bytes.empty()) {
    if (!ConsumeCharacter(bytes)) return false;
  }
  return true;
}

}  // namespace authz
