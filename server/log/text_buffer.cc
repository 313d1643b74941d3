#include "server/log/text_buffer.h"

#include <algorithm>

namespace server {

void TextBuffer::Grow(std::size_t size) {
  constexpr std::size_t kLeast = 1024;
  const std::size_t capacity = std::max({kLeast, 2 * capacity_, size_ + size});
  // Not make_unique, which would clear it.
  std::unique_ptr<char[]> bytes(new char[capacity]);
  text().copy(bytes.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

}  // namespace server
