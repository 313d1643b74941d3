#include "server/operation_log/text_buffer.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace server {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kHugePage = std::size_t{2} << 20U;

}  // namespace

TextBuffer::Bytes TextBuffer::Allocate(std::size_t capacity) {
  void* bytes = nullptr;
  if (capacity < kPage) {
    bytes = std::malloc(capacity);
  } else if (capacity < kHugePage) {
    bytes = std::aligned_alloc(kPage, capacity);
  } else {
    bytes = std::aligned_alloc(kHugePage, capacity);
    if (bytes != nullptr) madvise(bytes, capacity, MADV_HUGEPAGE);
  }
  if (bytes == nullptr) throw std::bad_alloc();
  return Bytes(static_cast<char*>(bytes));
}

void TextBuffer::Grow(std::size_t size) {
  constexpr std::size_t kLeast = 1024;
  std::size_t capacity = std::max(kLeast, capacity_);
  while (capacity < size_ + size) capacity *= 2;
  Bytes bytes = Allocate(capacity);
  text().copy(bytes.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

}  // namespace server
