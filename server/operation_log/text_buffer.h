// Memory for the text of a log.

#ifndef SERVER_OPERATION_LOG_TEXT_BUFFER_H_
#define SERVER_OPERATION_LOG_TEXT_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"

namespace server {

// What lines are appended to. A line is made of many short pieces, and each
// decision costs one: a std::string calls a function for every piece, and can't
// grow without clearing the memory first, which together takes twice as long.
// The memory of much text is aligned, so that it can be written directly, and
// in pages as large as the system has, of which fewer have to be looked up.
class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(TextBuffer&& other) noexcept { swap(other); }
  TextBuffer& operator=(TextBuffer&& other) noexcept {
    swap(other);
    return *this;
  }

  // Makes the text that much longer, and returns where that begins, to be
  // written by the caller. Valid until the text grows again.
  char* Extend(std::size_t size) {
    if (capacity_ - size_ < size) Grow(size);
    char* const begin = bytes_.get() + size_;
    size_ += size;
    return begin;
  }

  TextBuffer& operator+=(absl::string_view text) {
    text.copy(Extend(text.size()), text.size());
    return *this;
  }
  TextBuffer& operator+=(char c) {
    *Extend(1) = c;
    return *this;
  }

  // `size` is at most what there is. The memory stays.
  void Truncate(std::size_t size) { size_ = size; }

  absl::string_view text() const { return {bytes_.get(), size_}; }
  char* data() { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

  void swap(TextBuffer& other) noexcept {
    bytes_.swap(other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  using Bytes = std::unique_ptr<char[], Free>;

  static Bytes Allocate(std::size_t capacity);
  void Grow(std::size_t size);

  Bytes bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace server

#endif  // SERVER_OPERATION_LOG_TEXT_BUFFER_H_
