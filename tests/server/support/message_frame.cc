#include "tests/server/support/message_frame.h"

#include <cstddef>
#include <cstdint>

namespace server {
namespace {

constexpr std::size_t kHeaderBytes = 5;

}  // namespace

std::string Frame(absl::string_view message) {
  std::string frame(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame.push_back(static_cast<char>((message.size() >> shift) & 0xff));
  }
  return frame.append(message.data(), message.size());
}

absl::string_view Unframe(absl::string_view frame) {
  if (frame.size() < kHeaderBytes || frame[0] != '\0') return "";
  std::size_t size = 0;
  for (std::size_t i = 1; i < kHeaderBytes; ++i) {
    size = size << 8 | static_cast<std::uint8_t>(frame[i]);
  }
  frame.remove_prefix(kHeaderBytes);
  return frame.size() == size ? frame : "";
}

}  // namespace server
