// Text as a block of LZ4's format, by one who knows where it repeats itself.

#ifndef SERVER_DECISION_LOG_LZ4_BLOCK_H_
#define SERVER_DECISION_LOG_LZ4_BLOCK_H_

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "absl/strings/string_view.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// The library looks for what repeats in the text itself, which takes as long as
// to write it; this is told. A block is a list of sequences: some bytes as they
// are, and then some that were there before, by how far back and how many
// (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
class Lz4Block {
 public:
  // What repeats begins no further back.
  static constexpr std::size_t kMostBack = 65'535;
  // It has no fewer bytes, and no more.
  static constexpr std::size_t kLeastRepeat = 4;
  static constexpr std::size_t kMostRepeat = kMostBack;
  // A block ends with so many bytes that are no repetition, and what repeats
  // last begins that far from its end.
  static constexpr std::size_t kLeastTail = 5;
  static constexpr std::size_t kLeastFromEnd = 12;

  // Appends a block to `to`, which nobody else changes until End.
  explicit Lz4Block(TextBuffer& to) : to_(to), at_(to.Extend(1)), end_(at_) {
    token_ = at_++;
    Grow(0);
  }

  // Before any other call: makes room for so many bytes of text, and for
  // three repetitions.
  void Reserve(std::size_t text_bytes) {
    const std::size_t most = MostBytes(text_bytes);
    if (static_cast<std::size_t>(end_ - at_) < most) Grow(most);
  }

  void Text(absl::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    size_ += text.size();
  }
  // Where text may be written to, before TextWritten says where it ends.
  char* text() { return at_; }
  void TextWritten(char* end) {
    size_ += static_cast<std::size_t>(end - at_);
    at_ = end;
  }

  // The `bytes` that begin `back` bytes before what comes now.
  void Repeat(std::size_t back, std::size_t bytes) {
    constexpr unsigned kByteBits = 8;
    const std::size_t repeat = bytes - kLeastRepeat;
    char* to = EndText(repeat);
    *to++ = static_cast<char>(back);
    *to++ = static_cast<char>(back >> kByteBits);
    to = PutBeyondToken(repeat, to);
    token_ = to;
    at_ = to + 1;
    size_ += bytes;
  }

  void End();

  // Of the text so far.
  std::size_t size() const { return size_; }

 private:
  // A sequence begins with two sizes of four bits. One that has no room there
  // goes on later, in bytes to be added up, of which all but the last are
  // kMostInByte.
  static constexpr std::size_t kMostInToken = 15;
  static constexpr std::size_t kMostInByte = 255;
  static constexpr unsigned kTextShift = 4;

  static std::size_t BytesBeyondToken(std::size_t size) {
    return size < kMostInToken ? 0 : 1 + (size - kMostInToken) / kMostInByte;
  }
  static char* PutBeyondToken(std::size_t size, char* to) {
    if (size < kMostInToken) return to;
    for (size -= kMostInToken; size >= kMostInByte; size -= kMostInByte) {
      *to++ = static_cast<char>(kMostInByte);
    }
    *to++ = static_cast<char>(size);
    return to;
  }

  // What a sequence has beside its text, at the most: a token, how far back,
  // and how many bytes.
  static constexpr std::size_t kMostRepeatBytes =
      3 + (1 + kMostRepeat / kMostInByte);

  std::size_t MostBytes(std::size_t text_bytes) const {
    constexpr std::size_t kSequences = 4;
    // The text of the first sequence may have been begun before. Of its size
    // each byte beyond the first stands for more than this, which costs less to
    // divide by.
    constexpr std::size_t kLeastInByte = 128;
    const auto text = static_cast<std::size_t>(at_ - token_) + text_bytes;
    return text_bytes + (1 + text / kLeastInByte) +
           kSequences * kMostRepeatBytes;
  }
  void Grow(std::size_t bytes);

  // Gives the text of the sequence its size, and what repeats, which has
  // `repeat` bytes beside kLeastRepeat, the part of its own that comes before.
  // Returns where the text ends.
  char* EndText(std::size_t repeat) {
    char* const text = token_ + 1;
    const auto size = static_cast<std::size_t>(at_ - text);
    *token_ = static_cast<char>(std::min(size, kMostInToken) << kTextShift |
                                std::min(repeat, kMostInToken));
    if (size < kMostInToken) return at_;
    const std::size_t beyond = BytesBeyondToken(size);
    std::memmove(text + beyond, text, size);
    PutBeyondToken(size, text);
    return at_ + beyond;
  }

  TextBuffer& to_;
  // Where the next byte goes, and what was reserved ends.
  char* at_;
  char* end_;
  // Where the sequence begins that is being written.
  char* token_;
  std::size_t size_ = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LZ4_BLOCK_H_
