#include "server/decision_log/line_compressor.h"

#include <optional>

#include "server/decision_log/counted_block.h"
#include "server/decision_log/lz4_frame.h"

namespace server {
namespace {

// What repeats is looked for within 64 KiB.
constexpr std::size_t kPlainBytes = std::size_t{64} << 10U;

void EndBlock(std::optional<CountedBlock>& block) {
  if (block.has_value()) block->End();
  block.reset();
}

}  // namespace

int LineCompressor::Compress(absl::string_view& packed, std::size_t until_size,
                             TextBuffer& to) {
  int lines = 0;
  PackedLine line;
  std::optional<CountedBlock> block;
  while (to.size() < until_size && lines_.Next(packed, line)) {
    if (lines++ == 0) BeginLz4Frame(to);
    if (CountedBlock::IsFor(line)) {
      if (block.has_value() && !block->HasRoom()) EndBlock(block);
      if (!block.has_value()) {
        CompressPlain(to);
        block.emplace(dictionary_, to);
      }
      block->Add(line);
    } else {
      EndBlock(block);
      AppendLine(line, number_, plain_);
      if (plain_.size() >= kPlainBytes) CompressPlain(to);
    }
  }
  EndBlock(block);
  CompressPlain(to);
  if (lines > 0) EndLz4Frame(to);
  return lines;
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
