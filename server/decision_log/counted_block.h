// Counted lines as a block of LZ4's format.

#ifndef SERVER_DECISION_LOG_COUNTED_BLOCK_H_
#define SERVER_DECISION_LOG_COUNTED_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/decision_log/counted_number.h"
#include "server/decision_log/line_packing.h"
#include "server/decision_log/lz4_block.h"
#include "server/decision_log/lz4_frame.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Lines of a batch repeat most of the one before them, and how they are packed
// says what: to compress them takes little more time than to unpack them.
class CountedBlock {
 public:
  // Whether it is one for such a block.
  static bool IsFor(const PackedLine& line) {
    return line.is_counted() && line.size() <= kMostLine &&
           // So each line ends as a block must.
           line.constant->size() >= Lz4Block::kLeastFromEnd;
  }

  // Begins a block of `to`, which nobody else changes until End. `dictionary`,
  // that of the lines, and `to` must outlive it.
  CountedBlock(const LineDictionary& dictionary, TextBuffer& to);

  // Whether there is room for a line more.
  bool HasRoom() const { return size() + kMostLine <= kMostLz4BlockText; }
  void Add(const PackedLine& line) {
    block_.Reserve(line.size());
    AddShared(line);
    block_.TextWritten(number_.Write(line.number, block_.text()));
    AddEnding(line);
  }
  void End();

 private:
  // Of a line: the next one must be within reach of all of it, and what one
  // ends with and the next begins with no more than kMostRepeat.
  static constexpr std::size_t kMostLine = Lz4Block::kMostBack / 2;

  // What the last line that had this constant ends with: that, its text and
  // kCountedEnd. None where there was no such line.
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

  // How much text the block has.
  std::size_t size() const { return block_.size() + end_.bytes; }
  // Whether a repetition of an ending, if there is to be one, may go on into
  // the next line, since the line after that ending began as the last one does.
  // `begin` is size().
  bool MayGoOn(std::size_t begin) const {
    return end_.bytes == 0 || begin - end_.back >= shared_begin_;
  }
  void AddShared(const PackedLine& line) {
    const std::size_t begin = size();
    const std::size_t shared = line.shared->size();
    if (line.shared_version != shared_version_ ||
        shared < Lz4Block::kLeastRepeat || !MayGoOn(begin)) {
      AddOtherShared(line);
    } else if (end_.bytes > 0) {
      block_.Repeat(end_.back, end_.bytes + shared);
      end_.bytes = 0;
    } else {
      block_.Repeat(begin - line_begin_, shared);
    }
    line_begin_ = begin;
  }
  void AddEnding(const PackedLine& line) {
    Ending& last = endings_[static_cast<std::size_t>(
        line.constant - dictionary_.constants.data())];
    const std::size_t begin = block_.size();
    const std::size_t back = begin - last.begin;
    if (last.constant != nullptr && back <= Lz4Block::kMostBack &&
        line.text.empty() && last.text.empty()) {
      last.begin = begin;
      RepeatEnding(last, back);
    } else {
      AddOtherEnding(line, last);
    }
  }
  // All but what most lines have.
  void AddOtherShared(const PackedLine& line);
  void AddOtherEnding(const PackedLine& line, Ending& last);

  void RepeatEnding(const Ending& ending, std::size_t back) {
    end_.ending = &ending;
    end_.bytes =
        ending.constant->size() + ending.text.size() + kCountedEnd.size();
    end_.back = back;
  }

  const LineDictionary& dictionary_;
  TextBuffer& to_;
  const std::size_t begin_;
  Lz4Block block_;
  // Of the last line, where it begins, what it shares, and where the first line
  // begins that shares it.
  std::size_t line_begin_ = 0;
  std::string shared_;
  std::uint64_t shared_version_ = 0;
  std::size_t shared_begin_ = 0;
  Repetition end_;
  CountedNumber number_;
  // By their constants.
  std::vector<Ending> endings_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_COUNTED_BLOCK_H_
