#include "server/decision_log/counted_block.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

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

CountedBlock::CountedBlock(const LineDictionary& dictionary, TextBuffer& to)
    : dictionary_(dictionary),
      to_(to),
      begin_(BeginLz4Block(to)),
      block_(to),
      endings_(dictionary.constants.size()) {}

void CountedBlock::End() {
  if (end_.bytes > 0) {
    constexpr std::size_t kTail = Lz4Block::kLeastTail;
    const std::string end =
        absl::StrCat(*end_.ending->constant, end_.ending->text, kCountedEnd);
    block_.Reserve(kTail);
    block_.Repeat(end_.back, end.size() - kTail);
    block_.Text(absl::string_view(end).substr(end.size() - kTail));
  }
  block_.End();
  EndLz4Block(begin_, to_);
}

void CountedBlock::AddOtherShared(const PackedLine& line) {
  const absl::string_view shared = *line.shared;
  const std::size_t begin = size();
  if (end_.bytes > 0) {
    block_.Repeat(end_.back, end_.bytes);
    end_.bytes = 0;
  }
  std::size_t common = CommonBytes(shared, shared_);
  if (common < Lz4Block::kLeastRepeat) {
    common = 0;
  } else {
    block_.Repeat(begin - line_begin_, common);
  }
  block_.Text(shared.substr(common));
  if (line.shared_version == shared_version_) return;
  shared_version_ = line.shared_version;
  shared_begin_ = begin;
  shared_.assign(shared.data(), shared.size());
}

void CountedBlock::AddOtherEnding(const PackedLine& line, Ending& last) {
  const absl::string_view constant = *line.constant;
  const absl::string_view text = line.text;
  const std::size_t begin = block_.size();
  const std::size_t back = begin - last.begin;
  std::size_t common = 0;
  if (last.constant != nullptr && back <= Lz4Block::kMostBack) {
    const std::size_t of_text = CommonBytes(text, last.text);
    if (of_text == text.size() && of_text == last.text.size()) {
      last.begin = begin;
      RepeatEnding(last, back);
      return;
    }
    // The line may be the last one of the block, and its end no repetition.
    common = std::min(constant.size() + of_text, constant.size() + text.size() +
                                                     kCountedEnd.size() -
                                                     Lz4Block::kLeastTail);
    if (common < Lz4Block::kLeastFromEnd) common = 0;
    if (common > 0) block_.Repeat(back, common);
  }
  if (common < constant.size()) {
    block_.Text(constant.substr(common));
    common = constant.size();
  }
  block_.Text(text.substr(common - constant.size()));
  block_.Text(kCountedEnd);
  last = {line.constant, begin, text};
}

}  // namespace server
