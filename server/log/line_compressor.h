// Packed lines as frames of LZ4's format.

#ifndef SERVER_LOG_LINE_COMPRESSOR_H_
#define SERVER_LOG_LINE_COMPRESSOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/log/line_packing.h"
#include "server/log/lz4_block.h"
#include "server/log/text_buffer.h"

namespace server {

// Lines of a batch repeat most of the one before them, and how they are packed
// says what: to compress them takes little more time than to unpack them. What
// repeats in other lines is left to the library to find.
class LineCompressor {
 public:
  // Takes lines off the front of `packed`, which must consist of whole parts,
  // and appends a frame of them to `to`, each with its line break, until that
  // has so many bytes or more. Returns how many lines those are; without any
  // there is no frame.
  int Compress(absl::string_view& packed, std::size_t until_size,
               TextBuffer& to);

 private:
  // What the last line of the block that has this constant ends with: that, its
  // text and the line break.
  struct Ending {
    const std::string* constant = nullptr;
    std::size_t begin = 0;
    absl::string_view text;
  };

  // All that the last line ends with, where the block is to repeat it: how many
  // bytes, and how far back they begin. It is not in the block yet, since what
  // the next line shares may come after them there too, and since a block must
  // not end so.
  struct Repetition {
    const Ending* ending = nullptr;
    std::size_t bytes = 0;
    std::size_t back = 0;
  };

  // A block of counted lines, until EndBlock.
  void BeginBlock(TextBuffer& to);
  void EndBlock(TextBuffer& to);
  void AddCounted(const PackedLine& line);
  // How much text the block has.
  std::size_t BlockSize() const { return block_->size() + end_.bytes; }
  void AddShared(const PackedLine& line);
  void AddNumber(std::uint32_t number);
  void AddEnding(const PackedLine& line);
  // Appends blocks of plain_.
  void CompressPlain(TextBuffer& to);

  PackedLines lines_;
  // Lines whose block has not begun.
  TextBuffer plain_;

  std::optional<Lz4Block> block_;
  std::size_t block_begin_ = 0;
  // Of the last line in the block, where it begins, what it shares, and where
  // the first line begins that shares it.
  std::size_t line_begin_ = 0;
  std::string shared_;
  std::uint64_t shared_version_ = 0;
  std::size_t shared_begin_ = 0;
  Repetition end_;
  // The last number, and its digits.
  std::uint32_t number_ = 0;
  std::array<char, kMostNumberDigits> digits_ = {'0'};
  std::size_t digits_size_ = 1;
  // By their constants, the last one where two meet.
  std::array<Ending, 64> endings_;
};

}  // namespace server

#endif  // SERVER_LOG_LINE_COMPRESSOR_H_
