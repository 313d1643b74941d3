#include "server/log/line_compressor.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "server/log/lz4_frame.h"

namespace server {
namespace {

// What repeats is looked for within 64 KiB.
constexpr std::size_t kPlainBytes = std::size_t{64} << 10U;

// Of a line that is compressed by what it repeats: the next one must be within
// reach of all of it.
constexpr std::size_t kMostLine = Lz4Block::kMostBack / 2;

// At the most.
std::size_t LineSize(const PackedLine& line) {
  return line.shared->size() + kMostNumberDigits + line.constant->size() +
         line.text.size() + 1;
}

bool IsForBlock(const PackedLine& line) {
  return line.is_counted() && LineSize(line) <= kMostLine &&
         // So each line ends as a block must.
         line.constant->size() >= Lz4Block::kLeastFromEnd;
}

// How many bytes both begin with.
std::size_t CommonBytes(absl::string_view one, absl::string_view other) {
  const std::size_t most = std::min(one.size(), other.size());
  std::size_t common = 0;
  for (std::uint64_t a = 0, b = 0; common + sizeof(a) <= most;
       common += sizeof(a)) {
    std::memcpy(&a, one.data() + common, sizeof(a));
    std::memcpy(&b, other.data() + common, sizeof(b));
    if (a != b) break;
  }
  while (common < most && one[common] == other[common]) ++common;
  return common;
}

}  // namespace

int LineCompressor::Compress(absl::string_view& packed, std::size_t until_size,
                             TextBuffer& to) {
  int lines = 0;
  PackedLine line;
  while (to.size() < until_size && lines_.Next(packed, line)) {
    if (lines++ == 0) BeginLz4Frame(to);
    if (IsForBlock(line)) {
      if (plain_.size() > 0) CompressPlain(to);
      if (block_.has_value() && BlockSize() + kMostLine > kMostLz4BlockText) {
        EndBlock(to);
      }
      if (!block_.has_value()) BeginBlock(to);
      AddCounted(line);
    } else {
      EndBlock(to);
      AppendLine(line, plain_);
      if (plain_.size() >= kPlainBytes) CompressPlain(to);
    }
  }
  EndBlock(to);
  CompressPlain(to);
  if (lines > 0) EndLz4Frame(to);
  return lines;
}

void LineCompressor::BeginBlock(TextBuffer& to) {
  block_begin_ = BeginLz4Block(to);
  block_.emplace(to);
  line_begin_ = 0;
  shared_.clear();
  shared_version_ = 0;
  shared_begin_ = 0;
  endings_ = {};
}

void LineCompressor::EndBlock(TextBuffer& to) {
  if (!block_.has_value()) return;
  if (end_.bytes > 0) {
    constexpr std::size_t kTail = Lz4Block::kLeastTail;
    const std::string end =
        absl::StrCat(*end_.ending->constant, end_.ending->text, "\n");
    block_->Reserve(kTail);
    block_->Repeat(end_.back, end.size() - kTail);
    block_->Text(absl::string_view(end).substr(end.size() - kTail));
    end_ = {};
  }
  block_->End();
  block_.reset();
  EndLz4Block(block_begin_, to);
}

void LineCompressor::AddCounted(const PackedLine& line) {
  block_->Reserve(LineSize(line));
  AddShared(line);
  AddNumber(line.number);
  AddEnding(line);
}

void LineCompressor::AddShared(const PackedLine& line) {
  const absl::string_view shared = *line.shared;
  const bool is_same = line.shared_version == shared_version_;
  const std::size_t begin = BlockSize();
  if (end_.bytes > 0) {
    // The line that came after that end began as this one does.
    const bool goes_on = is_same && begin - end_.back >= shared_begin_;
    block_->Repeat(end_.back, end_.bytes + (goes_on ? shared.size() : 0));
    end_ = {};
    if (goes_on) {
      line_begin_ = begin;
      return;
    }
  }
  std::size_t common = is_same ? shared.size() : CommonBytes(shared, shared_);
  if (common < Lz4Block::kLeastRepeat) {
    common = 0;
  } else {
    block_->Repeat(begin - line_begin_, common);
  }
  line_begin_ = begin;
  if (is_same && common > 0) return;
  block_->Text(shared.substr(common));
  if (is_same) return;
  shared_version_ = line.shared_version;
  shared_begin_ = begin;
  shared_.assign(shared.data(), shared.size());
}

void LineCompressor::AddNumber(std::uint32_t number) {
  char& last_digit = digits_[digits_size_ - 1];
  if (number > number_ && number - number_ == 1 && last_digit != '9') {
    ++last_digit;
  } else if (number != number_) {
    digits_size_ = static_cast<std::size_t>(
        std::to_chars(digits_.begin(), digits_.end(), number).ptr -
        digits_.begin());
  }
  number_ = number;
  // All of them, since that many are copied in less time than some.
  char* const to = block_->text();
  std::memcpy(to, digits_.data(), digits_.size());
  block_->TextWritten(to + digits_size_);
}

void LineCompressor::AddEnding(const PackedLine& line) {
  const absl::string_view constant = *line.constant;
  const absl::string_view text = line.text;
  const std::size_t size = constant.size() + text.size() + 1;
  Ending& last = endings_[reinterpret_cast<std::uintptr_t>(line.constant) /
                          sizeof(std::string) % endings_.size()];
  const std::size_t begin = block_->size();
  const std::size_t back = begin - last.begin;
  std::size_t common = 0;
  if (last.constant == line.constant && back <= Lz4Block::kMostBack) {
    if (text == last.text) {
      last.begin = begin;
      end_ = {&last, size, back};
      return;
    }
    // The line may be the last one of the block, and its end no repetition.
    common = std::min(constant.size() + CommonBytes(text, last.text),
                      size - Lz4Block::kLeastTail);
    if (common < Lz4Block::kLeastFromEnd) common = 0;
    if (common > 0) block_->Repeat(back, common);
  }
  if (common < constant.size()) {
    block_->Text(constant.substr(common));
    common = constant.size();
  }
  block_->Text(text.substr(common - constant.size()));
  block_->Text("\n");
  last = {line.constant, begin, text};
}

void LineCompressor::CompressPlain(TextBuffer& to) {
  absl::string_view rest = plain_.text();
  while (!rest.empty()) {
    const absl::string_view text = rest.substr(0, kMostLz4BlockText);
    AppendLz4Block(text, to);
    rest.remove_prefix(text.size());
  }
  plain_.Truncate(0);
}

}  // namespace server
